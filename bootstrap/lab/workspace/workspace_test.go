package workspace

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// newWorkspace is a clone of a served repository with one commit.
func newWorkspace(t *testing.T) Workspace {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	w := Workspace{Dir: filepath.Join(t.TempDir(), "acme"), Served: filepath.Join(t.TempDir(), "acme.git"), Branch: "main"}
	w.must(t, "", "init", "--quiet", "--bare", "--initial-branch=main", w.Served)
	w.must(t, "", "init", "--quiet", "--initial-branch=main", w.Dir)
	w.must(t, w.Dir, "remote", "add", "origin", w.Served)
	w.write(t, "platform.yaml", "kind: Platform\n")
	if _, err := w.Commit(t.Context(), "Begin"); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w Workspace) must(t *testing.T, dir string, args ...string) string {
	t.Helper()
	if dir == "" {
		dir = t.TempDir()
	}
	out, err := w.git(t.Context(), dir, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (w Workspace) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(w.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCommitAndHistory(t *testing.T) {
	w, ctx := newWorkspace(t), t.Context()
	begin, err := w.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "gitops/a file.yaml", "a: 1\n")
	head, err := w.Commit(ctx, "Add a file")
	if err != nil {
		t.Fatal(err)
	}
	changes, err := w.Since(ctx, begin)
	want := []Change{{Commit: head, Author: "Slipway Lab", Subject: "Add a file", Paths: []string{"gitops/a file.yaml"}}}
	if err != nil || !reflect.DeepEqual(changes, want) {
		t.Errorf("got %v, %v", changes, err)
	}
	if at := strings.TrimSpace(w.must(t, w.Dir, "rev-parse", "origin/main")); at != head {
		t.Errorf("the folder takes origin to be at %s", at)
	}
	if files, err := w.Files(ctx); err != nil || !reflect.DeepEqual(files, []string{"gitops/a file.yaml", "platform.yaml"}) {
		t.Errorf("files: %v, %v", files, err)
	}
	if text, err := w.File(ctx, "", "platform.yaml"); err != nil || text == nil || *text != "kind: Platform\n" {
		t.Errorf("platform.yaml: %v, %v", text, err)
	}
	if then, err := w.File(ctx, begin, "gitops/a file.yaml"); err != nil || then != nil {
		t.Errorf("the file was there before it was added: %v, %v", then, err)
	}
	if now, err := w.File(ctx, head, "gitops/a file.yaml"); err != nil || now == nil || *now != "a: 1\n" {
		t.Errorf("the file of the commit that added it: %v, %v", now, err)
	}
	for _, none := range []string{"gone.yaml", "gitops", "gitops/"} {
		if text, err := w.File(ctx, "", none); err != nil || text != nil {
			t.Errorf("%s: %v, %v", none, text, err)
		}
	}
}

func TestReady(t *testing.T) {
	for name, test := range map[string]struct {
		change func(t *testing.T, w Workspace)
		want   string
	}{
		"as it is":      {func(*testing.T, Workspace) {}, ""},
		"not committed": {func(t *testing.T, w Workspace) { w.write(t, "platform.yaml", "kind: Other\n") }, "changes that are not committed"},
		"not known":     {func(t *testing.T, w Workspace) { w.write(t, "notes", "x") }, "changes that are not committed"},
		"another's":     {func(t *testing.T, w Workspace) { w.nest(t, "shop", true) }, "a repository of its own in shop; move it out"},
		"not pushed": {func(t *testing.T, w Workspace) {
			w.must(t, w.Dir, "commit", "--quiet", "--allow-empty", "--message", "Mine")
		}, "commits that are not pushed"},
		"behind": {func(t *testing.T, w Workspace) {
			w.write(t, "more", "x")
			if _, err := w.Commit(t.Context(), "More"); err != nil {
				t.Fatal(err)
			}
			w.must(t, w.Dir, "reset", "--quiet", "--hard", "HEAD~1")
		}, ""},
		"apart": {func(t *testing.T, w Workspace) {
			w.write(t, "more", "x")
			if _, err := w.Commit(t.Context(), "More"); err != nil {
				t.Fatal(err)
			}
			w.must(t, w.Dir, "reset", "--quiet", "--hard", "HEAD~1")
			w.must(t, w.Dir, "commit", "--quiet", "--allow-empty", "--message", "Mine")
		}, "have gone different ways"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			test.change(t, w)
			err := w.Ready(t.Context())
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v", err)
			}
			head, _ := w.Head(t.Context())
			if err == nil && strings.TrimSpace(w.must(t, w.Dir, "rev-parse", "HEAD")) != head {
				t.Error("the folder is not at what is served")
			}
		})
	}
}

func TestBack(t *testing.T) {
	w, ctx := newWorkspace(t), t.Context()
	refs, err := w.Refs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := w.Back(ctx, refs); err != nil || left != "" {
		t.Errorf("with nothing to take back: %q, %v", left, err)
	}
	w.write(t, "platform.yaml", "kind: Other\n")
	if _, err := w.Commit(ctx, "Change it"); err != nil {
		t.Fatal(err)
	}
	w.must(t, w.Dir, "push", "--quiet", "origin", "HEAD:refs/heads/aside")
	w.write(t, "mine/notes", "precious\n")
	left, err := w.Back(ctx, refs)
	if err != nil {
		t.Fatal(err)
	}
	now, err := w.Refs(ctx)
	if err != nil || !reflect.DeepEqual(now, refs) {
		t.Errorf("served are %v, %v", now, err)
	}
	if status := w.must(t, w.Dir, "status", "--porcelain"); status != "" {
		t.Errorf("the folder has %s", status)
	}
	if data, err := os.ReadFile(filepath.Join(w.Dir, "platform.yaml")); err != nil || string(data) != "kind: Platform\n" {
		t.Errorf("platform.yaml is %q, %v", data, err)
	}
	if err := w.Ready(ctx); err != nil {
		t.Error(err)
	}
	// What was lost can be had again, as it says.
	w.asToldIn(t, left)
	if data, err := os.ReadFile(filepath.Join(w.Dir, "mine", "notes")); err != nil || string(data) != "precious\n" {
		t.Errorf("notes are %q, %v", data, err)
	}
}

// asToldIn types the commands that lines end in, and returns what they say.
func (w Workspace) asToldIn(t *testing.T, left string) (said string) {
	t.Helper()
	for _, line := range strings.Split(left, "\n") {
		_, how, found := strings.Cut(line, ": git ")
		if !found {
			t.Fatalf("what is left is told as %q", line)
		}
		out, _ := w.git(t.Context(), w.Dir, strings.Fields(strings.ReplaceAll(how, "'", ""))...) // a stash of what is half merged leaves a conflict
		said += out
	}
	return said
}

// Whatever a participant was in the middle of, all of it is told, and can be had again.
func TestBackLosesNothingWithoutAWord(t *testing.T) {
	commit := func(t *testing.T, w Workspace, name string) {
		w.write(t, name, name+"\n")
		w.must(t, w.Dir, "add", "--all")
		w.must(t, w.Dir, "commit", "--quiet", "--message", "Add "+name)
	}
	for name, test := range map[string]struct {
		work func(t *testing.T, w Workspace)
		kept []string // what the commands that are told say, or files that they bring back
	}{
		"commits and changes": {func(t *testing.T, w Workspace) {
			commit(t, w, "mine")
			w.write(t, "draft", "x")
		}, []string{"Add mine", "draft"}},
		"on another branch": {func(t *testing.T, w Workspace) {
			commit(t, w, "mine")
			w.must(t, w.Dir, "checkout", "--quiet", "-b", "aside")
			commit(t, w, "other")
		}, []string{"Add mine", "Add other"}},
		"on a branch that began before": {func(t *testing.T, w Workspace) {
			w.must(t, w.Dir, "checkout", "--quiet", "-b", "aside")
			commit(t, w, "other")
			w.must(t, w.Dir, "checkout", "--quiet", "main")
			commit(t, w, "mine")
			w.must(t, w.Dir, "checkout", "--quiet", "aside")
		}, []string{"Add mine", "Add other"}},
		"in the middle of a rebase": {func(t *testing.T, w Workspace) {
			commit(t, w, "mine")
			w.must(t, w.Dir, "checkout", "--quiet", "-b", "aside", "HEAD~1")
			w.write(t, "mine", "not the same\n")
			w.must(t, w.Dir, "add", "--all")
			w.must(t, w.Dir, "commit", "--quiet", "--message", "Add another")
			w.must(t, w.Dir, "checkout", "--quiet", "main")
			if _, err := w.git(t.Context(), w.Dir, "rebase", "--quiet", "aside"); err == nil {
				t.Fatal("there is no conflict")
			}
		}, []string{"Add mine", "Add another"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorkspace(t), t.Context()
			refs, err := w.Refs(ctx)
			if err != nil {
				t.Fatal(err)
			}
			test.work(t, w)
			left, err := w.Back(ctx, refs)
			if err != nil {
				t.Fatal(err)
			}
			if said := w.must(t, w.Dir, "status"); strings.Contains(said, "rebase") {
				t.Errorf("the folder is not done with it:\n%s", said)
			}
			if err := w.Ready(ctx); err != nil {
				t.Error(err)
			}
			said := w.asToldIn(t, left)
			for _, want := range test.kept {
				if _, err := os.Stat(filepath.Join(w.Dir, want)); err != nil && !strings.Contains(said, want) {
					t.Errorf("%s is not told in:\n%s\n%s", want, left, said)
				}
			}
		})
	}
}

// A second run, after one that was killed before it could say anything, has
// nothing to say; git stash list still has it.
func TestWhatWasNotCommittedIsAmongTheStashes(t *testing.T) {
	w, ctx := newWorkspace(t), t.Context()
	refs, err := w.Refs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "draft", "x")
	for range 2 {
		if _, err := w.Back(ctx, refs); err != nil {
			t.Fatal(err)
		}
	}
	if list := w.must(t, w.Dir, "stash", "list"); strings.Count(list, "\n") != 1 {
		t.Errorf("stashes are %q", list)
	}
}

// Git tells its hooks and aliases by variables which repository they are of.
func TestVariablesLeadNowhereElse(t *testing.T) {
	w, other := newWorkspace(t), newWorkspace(t)
	t.Setenv("GIT_DIR", other.Served)
	t.Setenv("GIT_INDEX_FILE", filepath.Join(other.Dir, ".git", "index"))
	t.Setenv("GIT_CONFIG_PARAMETERS", "'core.bare'='true'")
	before, err := w.Refs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "more", "x")
	head, err := w.Commit(t.Context(), "Add more")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Back(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	if out, err := other.git(t.Context(), other.Served, "cat-file", "-t", head); err == nil {
		t.Errorf("the commit is in a repository of somebody else's: %s", out)
	}
}
