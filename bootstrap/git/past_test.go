package git

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPast: each text that a file had, the newest first, and no further than is asked.
func TestPast(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "--quiet", "--initial-branch=main")
	folder := filepath.Join(dir, "acme")
	write := func(name, text string) error {
		return errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644))
	}
	if err := write("platform.yaml", "a: 1\n"); err != nil {
		t.Fatal(err)
	}
	commit := func(text string) {
		t.Helper()
		if err := write("values.yaml", text); err != nil {
			t.Fatal(err)
		}
		run(t, dir, "add", ".")
		run(t, dir, "commit", "--quiet", "--allow-empty", "-m", "x")
	}
	past := func(most int) (out []string) {
		t.Helper()
		repo, err := Open(folder)
		if err != nil {
			t.Fatal(err)
		}
		if err := repo.Past("values.yaml", func(text []byte) bool {
			out = append(out, string(text))
			return len(out) < most
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := past(9); got != nil {
		t.Errorf("without commits: %q", got)
	}
	for _, text := range []string{"one", "two", "two", "one", "three"} {
		commit(text)
	}
	run(t, dir, "rm", "--quiet", "acme/values.yaml")
	run(t, dir, "commit", "--quiet", "-m", "gone")
	if got := past(9); !slices.Equal(got, []string{"three", "one", "two"}) {
		t.Errorf("got %q", got)
	}
	if got := past(2); !slices.Equal(got, []string{"three", "one"}) {
		t.Errorf("got %q", got)
	}
}

// partial is a clone of two commits that lacks what a filter says.
func partial(t *testing.T, filter string) *Repo {
	t.Helper()
	from, dir := t.TempDir(), filepath.Join(t.TempDir(), "clone")
	run(t, from, "init", "--quiet", "--initial-branch=main")
	run(t, from, "config", "uploadpack.allowFilter", "true")
	for _, text := range []string{"one", "two"} {
		if err := os.WriteFile(filepath.Join(from, "values.yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		run(t, from, "add", ".")
		run(t, from, "commit", "--quiet", "-m", text)
	}
	run(t, from, "clone", "--quiet", "--filter="+filter, "file://"+filepath.ToSlash(from), dir)
	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

// TestPastOfAPartialClone: what a clone did not fetch is not known, and no error: git itself would fetch it.
func TestPastOfAPartialClone(t *testing.T) {
	for _, filter := range []string{"blob:none", "tree:0"} {
		var got []string
		if err := partial(t, filter).Past("values.yaml", func(text []byte) bool {
			got = append(got, string(text))
			return true
		}); err != nil || !slices.Equal(got, []string{"two"}) {
			t.Errorf("%s: got %q %v", filter, got, err)
		}
	}
}

// TestSnapshotsOfAPartialClone: who needs all of the history is told how to get it.
func TestSnapshotsOfAPartialClone(t *testing.T) {
	for _, filter := range []string{"blob:none", "tree:0"} {
		repo := partial(t, filter)
		s := repo.Snapshots()
		commit, err := repo.Resolve("HEAD~1")
		if err != nil {
			t.Fatal(err)
		}
		root, err := s.Root(commit)
		if err == nil {
			var file string
			if err = s.Each(root, func(_, id string, _ bool) { file = id }); err == nil {
				_, err = s.Read(file)
			}
		}
		if err == nil || !strings.Contains(err.Error(), "get the rest of this partial clone with: git fetch --refetch --no-filter") {
			t.Errorf("%s: %v", filter, err)
		}
	}
}
