package git

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// TestCommitFS reads a folder of a commit as it was, whatever lies in the work
// tree now.
func TestCommitFS(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "--quiet", "--initial-branch=main")
	folder := filepath.Join(dir, "teams", "acme")
	put := func(name, text string) {
		t.Helper()
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	put("platform.yaml", "one")
	put("clusters/a.yaml", "a")
	put("clusters.yaml", "git sorts this before the folder")
	run(t, dir, "add", ".")
	run(t, dir, "commit", "--quiet", "-m", "one")
	run(t, dir, "tag", "-a", "-m", "first", "v1")
	put("platform.yaml", "two")
	if err := os.Symlink("platform.yaml", filepath.Join(folder, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "add", ".")
	run(t, dir, "commit", "--quiet", "-m", "two")
	run(t, dir, "gc", "--quiet", "--prune=now")
	put("platform.yaml", "three")

	repo, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	first := run(t, dir, "rev-parse", "HEAD~1")
	for _, name := range []string{"HEAD~1", "HEAD^", "v1", first, first[:10], "main~1"} {
		if got, err := repo.Resolve(name); err != nil || got != first {
			t.Errorf("%s is %s, not %s: %v", name, got, first, err)
		}
	}
	for name, text := range map[string]string{"HEAD~1": "one", "main": "two"} {
		commit, err := repo.Resolve(name)
		if err != nil {
			t.Fatal(err)
		}
		fsys, err := repo.CommitFS(commit)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := fs.ReadFile(fsys, "platform.yaml"); err != nil || string(data) != text {
			t.Errorf("%s holds %q: %v", name, data, err)
		}
		if _, err := fs.ReadFile(fsys, "link.yaml"); err == nil {
			t.Errorf("%s: a link was followed", name)
		}
		if name == "HEAD~1" {
			if err := fstest.TestFS(fsys, "platform.yaml", "clusters/a.yaml", "clusters.yaml"); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestCommitFSOfAFolderThatWasNotThere holds nothing.
func TestCommitFSOfAFolderThatWasNotThere(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "--quiet", "--initial-branch=main")
	run(t, dir, "commit", "--quiet", "--allow-empty", "-m", "one")
	if err := os.Mkdir(filepath.Join(dir, "later"), 0o755); err != nil {
		t.Fatal(err)
	}
	repo, err := Open(filepath.Join(dir, "later"))
	if err != nil {
		t.Fatal(err)
	}
	commit, err := repo.Resolve("HEAD")
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := repo.CommitFS(commit)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(fsys, "platform.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestNoRevision says how to come by what is not here, and survives any name.
func TestNoRevision(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "--quiet", "--initial-branch=main")
	run(t, dir, "commit", "--quiet", "--allow-empty", "-m", "one")
	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string]string{
		"origin/main": "git fetch origin main", "v9": "git tag", "HEAD~7": "no such revision",
		"": "no such revision", "@{": "no such revision", "HEAD^{": "no such revision", "HEAD^{/[}": "no such revision", ":": "no such revision",
		"\x00": "no such revision", "~": "no such revision", "HEAD~99999999999999999999": "no such revision", "../../x": "no such revision",
		"HEAD@{2026-01-01": "no such revision", "HEAD^{/x": "no such revision", ":/x": "no such revision", strings.Repeat("HEAD~", 1e6): "no such revision",
	} {
		if _, err := repo.Resolve(name); !errors.Is(err, ErrNoRevision) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, without %q", name, err, says)
		}
	}
	clone := filepath.Join(t.TempDir(), "clone")
	run(t, dir, "commit", "--quiet", "--allow-empty", "-m", "two")
	run(t, "", "clone", "--quiet", "--depth=1", "file://"+dir, clone)
	if repo, err = Open(clone); err != nil {
		t.Fatal(err)
	}
	if _, err := repo.Resolve("HEAD~1"); !errors.Is(err, ErrNoRevision) || !strings.Contains(err.Error(), "git fetch --unshallow") {
		t.Error(err)
	}
}

// FuzzResolve: whatever an assistant calls a revision is one, or an error.
func FuzzResolve(f *testing.F) {
	for _, name := range []string{"HEAD", "HEAD~1", "HEAD^2^{commit}", "@{-1}", "HEAD@{yesterday}", "HEAD^{/x}", ":/x", "v1^0", "main@{upstream}", "HEAD:file"} {
		f.Add(name)
	}
	dir := f.TempDir()
	repo, err := initRepo(dir, "main", "https://git.example.com/a.git")
	if err != nil {
		f.Fatal(err)
	}
	at, err := repo.writeCommit(f.Context(), Options{Message: "one"}, settings{}, hash{}, nil)
	if err != nil {
		f.Fatal(err)
	}
	if err := repo.moveBranch("main", hash{}, at); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if commit, err := repo.Resolve(name); (err == nil) != (commit == at.String()) {
			t.Errorf("%q is %q: %v", name, commit, err)
		}
	})
}
