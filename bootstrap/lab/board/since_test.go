package board

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

// TestHowLongIsByTheBoardsClock: a lab's clock may be hours off. How long somebody has been at an exercise, and how long
// ago the last check was, count from when the board first heard of it, also for a board that was started again.
func TestHowLongIsByTheBoardsClock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.json")
	labs := start.Add(-7 * time.Hour)
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	begun := func(at time.Time) progress.Record {
		return progress.Record{Exercise: "drift", Number: 2, Started: at}
	}
	checked := func(r progress.Record, at time.Time) progress.Record {
		r.Checked = &at
		return r
	}
	first, again := begun(labs), begun(labs.Add(time.Hour))
	for _, step := range []struct {
		what         string
		at           int
		told         progress.Record
		begun, tried int // minutes; -1 where nothing was checked
	}{
		{"started", 0, first, 0, -1},
		{"a hint was taken", 5, first, 0, -1},
		{"checked", 9, checked(first, labs.Add(9*time.Minute)), 0, 9},
		{"another hint", 12, checked(first, labs.Add(9*time.Minute)), 0, 9},
		{"checked again", 14, checked(first, labs.Add(14*time.Minute)), 0, 14},
		{"started once more", 20, again, 20, -1},
	} {
		store, err := Open(path, code, false)
		if err != nil {
			t.Fatal(err)
		}
		row, err := Report{"p01", progress.Progress{Current: "drift", Records: []progress.Record{step.told}}}.row(minute(step.at))
		if err == nil {
			err = store.put(row, nil)
		}
		store.Close()
		if err != nil {
			t.Fatal(err)
		}
		e := store.all()[0].Entries[0]
		if !e.Begun.Equal(minute(step.begun)) || (e.Tried == nil) != (step.tried < 0) || e.Tried != nil && !e.Tried.Equal(minute(step.tried)) {
			t.Errorf("%s: begun %s, tried %v", step.what, e.Begun, e.Tried)
		}
	}
}
