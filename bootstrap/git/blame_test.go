package git

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBlame finds what git blame finds, and nobody for what is not committed.
func TestBlame(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "--quiet", "--initial-branch=main")
	folder := filepath.Join(dir, "teams", "acme")
	put := func(text string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, "platform.yaml"), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	commit := func(subject, text string) {
		t.Helper()
		put(text)
		run(t, dir, "add", ".")
		run(t, dir, "commit", "--quiet", "-m", subject+"\n\nand more")
	}
	commit("one", "a: 1\nb: 1\nm: 1\nn: 1\nc: 1\n")
	commit("two", "a: 1\nnew: 2\nb: 2\nm: 1\nn: 1\nc: 1\n")
	run(t, dir, "checkout", "--quiet", "-b", "side", "HEAD~1")
	commit("three", "a: 1\nb: 1\nm: 1\nn: 1\nc: 3\n")
	run(t, dir, "checkout", "--quiet", "main")
	run(t, dir, "merge", "--quiet", "-m", "merged", "side")
	for _, text := range []string{
		"a: 1\nnew: 2\nb: 2\nm: 1\nn: 1\nc: 3\n",    // as committed
		"a: 1\r\nnew: 2\r\nb: 2\r\nc: 3\r\n",        // as Windows has it
		"mine: 1\na: 1\nnew: 2\nc: 3\nlast: of all", // edited since
		"",
	} {
		put(text)
		repo, err := Open(folder)
		if err != nil {
			t.Fatal(err)
		}
		got, err := repo.Blame("platform.yaml")
		if err != nil {
			t.Fatal(err)
		}
		var subjects []string
		for _, line := range got {
			if line == nil {
				subjects = append(subjects, "nobody")
				continue
			}
			subjects = append(subjects, line.Subject)
			if line.Author == "" || line.Date.IsZero() || len(line.Commit) != 40 {
				t.Errorf("%+v is not all of it", line)
			}
		}
		if want := gitBlame(t, folder); strings.Join(subjects, " ") != want {
			t.Errorf("%q: %v, and git blame says %s", text, subjects, want)
		}
	}
	repo, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := repo.Blame("absent.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// gitBlame is each line's subject by git itself.
func gitBlame(t *testing.T, folder string) string {
	t.Helper()
	var out []string
	for line := range strings.SplitSeq(run(t, folder, "-c", "core.autocrlf=input", "blame", "--line-porcelain", "platform.yaml"), "\n") {
		if subject, ok := strings.CutPrefix(line, "summary "); ok {
			if strings.HasPrefix(subject, "Version of ") {
				subject = "nobody"
			}
			out = append(out, subject)
		}
	}
	return strings.Join(out, " ")
}
