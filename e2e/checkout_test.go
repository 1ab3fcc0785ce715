package e2e

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestACheckoutOnWindowsHoldsTheSameBytes: Git for Windows writes CRLF where
// nothing says otherwise, and what is embedded must be the same everywhere.
func TestACheckoutOnWindowsHoldsTheSameBytes(t *testing.T) {
	origin, clone := t.TempDir(), filepath.Join(t.TempDir(), "clone")
	embedded := []string{".gitattributes", "catalog", "schemas", "templates"}
	for _, name := range embedded {
		copied(t, filepath.Join("..", name), filepath.Join(origin, name))
	}
	runGit(t, origin, "init", "-q")
	runGit(t, origin, "add", ".")
	runGit(t, origin, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "all")
	runGit(t, origin, "clone", "-q", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", ".", clone)
	files := 0
	err := filepath.WalkDir(origin, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		if d.IsDir() {
			return nil
		}
		files++
		path, err := filepath.Rel(origin, name)
		if err != nil {
			return err
		}
		want, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		got, err := os.ReadFile(filepath.Join(clone, path))
		if !bytes.Equal(got, want) {
			t.Errorf("%s is another one when it is checked out on Windows", path)
		}
		return err
	})
	if err != nil || files < 50 {
		t.Fatal(files, err)
	}
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err == nil && info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else if err == nil {
		var data []byte
		if data, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, data, 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func runGit(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
