package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// nest clones what is served into the folder, or begins a repository there that has no commit.
func (w Workspace) nest(t *testing.T, path string, commits bool) {
	t.Helper()
	args := []string{"init", "--quiet", filepath.Join(w.Dir, path)}
	if commits {
		args = []string{"clone", "--quiet", w.Served, filepath.Join(w.Dir, path)}
	}
	w.must(t, "", args...)
	w.write(t, path+"/notes", "precious "+path+"\n")
}

// Git neither stashes a repository that lies in the folder nor cleans it away: it is set aside, whole, wherever it lay.
func TestBackSetsOtherRepositoriesAside(t *testing.T) {
	w, ctx := newWorkspace(t), t.Context()
	refs, err := w.Refs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "work/draft", "x")
	for path, commits := range map[string]bool{"shop": true, "empty": false, "work/shop": true, "of it": true} {
		w.nest(t, path, commits)
	}
	w.must(t, w.Dir, "add", "of it")
	w.must(t, w.Dir, "commit", "--quiet", "--message", "Take it in")
	left, err := w.Back(ctx, refs)
	if err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(w.Dir); err != nil || len(entries) != 2 { // .git and platform.yaml
		t.Errorf("in the folder are %v, %v", entries, err)
	}
	if err := w.Ready(ctx); err != nil {
		t.Error(err)
	}
	for path, at := range map[string]string{"shop": "shop", "empty": "empty", "work/shop": "shop-2", "of it": "of it"} {
		at = filepath.Join(w.Dir, ".git", "aside", at)
		if text, err := os.ReadFile(filepath.Join(at, "notes")); err != nil || string(text) != "precious "+path+"\n" {
			t.Errorf("%s has %q, %v", path, text, err)
		}
		if told := "the repository " + path + ", which lay in the folder, is kept: git -C '" + at + "' status"; !strings.Contains(left+"\n", told+"\n") {
			t.Errorf("%q is not told in:\n%s", told, left)
		}
		if said := w.must(t, at, "status", "--porcelain"); said != "?? notes\n" {
			t.Errorf("%s says %q", path, said)
		}
	}
	if stash := w.must(t, w.Dir, "stash", "show", "--include-untracked", "--name-only", "stash@{0}"); !strings.Contains(stash, "work/draft") {
		t.Errorf("the stash has %q", stash)
	}
}
