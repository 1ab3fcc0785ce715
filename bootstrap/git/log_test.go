package git

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// logged writes a commit at an hour and returns its hash.
func logged(t *testing.T, dir, subject, written, landed string, args ...string) string {
	t.Helper()
	t.Setenv("GIT_AUTHOR_DATE", "2026-01-01T"+written+":00Z")
	t.Setenv("GIT_COMMITTER_DATE", "2026-01-01T"+landed+":00Z")
	if len(args) == 0 {
		args = []string{"commit", "--quiet", "--allow-empty", "-m", subject}
	}
	run(t, dir, args...)
	return run(t, dir, "rev-parse", "HEAD")
}

// TestLog tells of a branch what it brought, and of a merge what came by it.
func TestLog(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "--quiet", "--initial-branch=main")
	logged(t, dir, "one", "01:00", "01:00")
	run(t, dir, "switch", "--quiet", "-c", "side")
	a := logged(t, dir, "side a", "02:00", "05:00")
	run(t, dir, "switch", "--quiet", "main")
	logged(t, dir, "two", "03:00", "06:00")
	run(t, dir, "switch", "--quiet", "side")
	logged(t, dir, "", "07:00", "07:00", "merge", "--quiet", "--no-ff", "-m", "main into side", "main")
	run(t, dir, "switch", "--quiet", "main")
	logged(t, dir, "", "08:00", "08:00", "merge", "--quiet", "--no-ff", "-m", "side into main\n\nwith a body", "side")
	last := logged(t, dir, "three", "09:00", "09:00")

	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	log, err := repo.Log(last, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range log {
		got = append(got, l.Subject+" "+l.Began.Format("15:04")+" "+l.Landed.Format("15:04")+" "+strings.Repeat("+", len(l.Brought))+strings.Repeat("m", len(l.Messages)))
	}
	want := "one 01:00 01:00 m, two 03:00 06:00 m, side into main 02:00 08:00 ++mmm, three 09:00 09:00 m"
	if got := strings.Join(got, ", "); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	if m := log[2]; !strings.Contains(strings.Join(m.Brought, " "), a) || !strings.Contains(m.Messages[0], "with a body") {
		t.Errorf("%+v", m)
	}
	since := time.Date(2026, 1, 1, 6, 30, 0, 0, time.UTC)
	if log, err = repo.Log(last, since); err != nil || len(log) != 3 || log[0].Subject != "two" || log[0].Cut || len(log[1].Brought) != 2 {
		t.Errorf("since half past six: %v %+v", err, log)
	}
	shallow := filepath.Join(t.TempDir(), "shallow")
	run(t, dir, "clone", "--quiet", "--depth", "2", "file://"+dir, shallow)
	if repo, err = Open(shallow); err != nil {
		t.Fatal(err)
	}
	if log, err = repo.Log(last, time.Time{}); err != nil || len(log) != 2 || !log[0].Cut || log[1].Cut {
		t.Errorf("of a shallow clone: %v %+v", err, log)
	}
}

// TestLogAstray: a commit whose clock was wrong does not end the history before it, and is no newest one.
func TestLogAstray(t *testing.T) {
	hours := func(text string) (repo *Repo, at []string) {
		dir := t.TempDir()
		run(t, dir, "init", "--quiet", "--initial-branch=main")
		for hour := range strings.FieldsSeq(text) {
			at = append(at, logged(t, dir, hour, hour+":00", hour+":00"))
		}
		repo, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		return repo, at
	}
	for _, test := range []struct {
		commits string // each named by the hour that it is dated
		log     string // since ten o'clock
		newest  int
	}{
		{"08 09 11 12", "09 11 12", 12},
		{"08 09 11 01 12 13", "09 11 01 12 13", 13},
		{"09 11 01 02 03 04 12", "09 11 01 02 03 04 12", 12},
		{"08 11 01 02 03 04 05 12", "05 12", 12}, // as many as that are no accident
		{"07 08 09 11 12 01", "09 11 12 01", 12},
		{"09 11 12 23 13", "09 11 12 23 13", 13},
		{"07 08 09 11 12 01 02", "09 11 12 01 02", 12}, // two in a row
		{"09 11 12 23 22", "09 11 12 23 22", 22},       // as many speak for either: the newer commit
		{"12 01", "12 01", 12},
		{"11", "11", 11},
	} {
		repo, at := hours(test.commits)
		last := at[len(at)-1]
		log, err := repo.Log(last, time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range log {
			got = append(got, l.Subject)
		}
		if got := strings.Join(got, " "); got != test.log {
			t.Errorf("of %s there is %s, not %s", test.commits, got, test.log)
		}
		if newest, err := repo.Newest(last); err != nil || newest.Hour() != test.newest {
			t.Errorf("the newest of %s is %s, not %d: %v", test.commits, newest, test.newest, err)
		}
	}
}

// TestFollowed takes the newest that this clone knows of a branch.
func TestFollowed(t *testing.T) {
	origin := t.TempDir()
	run(t, origin, "init", "--quiet", "--initial-branch=main")
	logged(t, origin, "one", "01:00", "01:00")
	dir := filepath.Join(t.TempDir(), "clone")
	run(t, origin, "clone", "--quiet", "file://"+origin, dir)
	run(t, dir, "switch", "--quiet", "-c", "work")
	two := logged(t, origin, "two", "02:00", "02:00")
	run(t, dir, "fetch", "--quiet")
	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	followed := func(branch, want string) {
		t.Helper()
		if got, err := repo.Followed(branch, "https://git.example.com/acme/platform.git"); err != nil || got != want {
			t.Errorf("%s is at %s, not %s: %v", branch, got, want, err)
		}
	}
	followed("main", two) // the remote's is newer
	run(t, dir, "switch", "--quiet", "main")
	run(t, dir, "merge", "--quiet", "--ff-only", "origin/main")
	three := logged(t, dir, "three", "03:00", "03:00")
	followed("main", three) // its own is newer
	run(t, dir, "tag", "v1", "HEAD~1")
	followed("v1", two)
	if _, err := repo.Followed("nosuch", ""); !errors.Is(err, ErrNoRevision) {
		t.Errorf("what is not there: %v", err)
	}
}

// TestSnapshots knows what is the same in two commits, and reads the platform's folder alone.
func TestSnapshots(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "--quiet", "--initial-branch=main")
	folder := filepath.Join(dir, "teams", "acme")
	put := func(name, text string) string {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Join(folder, "same"), 0o755), os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
		run(t, dir, "add", ".")
		return logged(t, dir, name, "01:00", "01:00")
	}
	none := logged(t, dir, "none", "01:00", "01:00")
	run(t, dir, "config", "core.symlinks", "true")
	one := put("same/file", "a")
	if err := os.Symlink("file", filepath.Join(folder, "link")); err != nil {
		t.Skip(err)
	}
	two := put("other", "b")
	repo, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	s := repo.Snapshots()
	entries := func(commit string) map[string]string {
		t.Helper()
		out := map[string]string{}
		root, err := s.Root(commit)
		if err == nil && root != "" {
			err = s.Each(root, func(name, id string, folder bool) {
				if folder != (name == "same") {
					t.Errorf("%s: folder %v", name, folder)
				}
				out[name] = id
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before, after := entries(one), entries(two)
	if len(entries(none)) != 0 || len(before) != 1 || len(after) != 2 || before["same"] != after["same"] {
		t.Errorf("%v, then %v", before, after)
	}
	if text, err := s.Read(after["other"]); err != nil || string(text) != "b" {
		t.Errorf("%q, %v", text, err)
	}
}
