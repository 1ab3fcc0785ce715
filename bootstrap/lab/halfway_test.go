package lab

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// halfway is a lab in which the start of exercise drift was ended half-way.
func halfway(t *testing.T) *Lab {
	t.Helper()
	drift := &exercise.Exercise{Name: "drift", Number: 2, Agents: []string{"flux"}, Hints: []string{"a", "b"}, Checks: []exercise.Check{{Goal: "g", That: "true"}}}
	l := &Lab{state: t.TempDir(), Options: Options{Dir: t.TempDir(), Exercises: []*exercise.Exercise{drift}, Now: time.Now, UI: silent{},
		Load: func() (bootstrap.Options, error) { return bootstrap.Options{}, errors.New("the platform was loaded") }}}
	if err := l.remember(&attempt{Workspace: l.Dir, Agent: "flux", Exercise: "drift"}); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestWhatIsHalfSetUpIsNeitherCheckedNorSolved(t *testing.T) {
	for name, was := range map[string]*progress.Progress{
		"for the first time": {},
		"started once more":  {Records: []progress.Record{{Exercise: "drift", Number: 2}}},
	} {
		for what, do := range map[string]func(*Lab) error{
			"check": func(l *Lab) error { _, _, err := l.Check(t.Context(), "drift"); return err },
			"hint":  func(l *Lab) error { _, _, _, err := l.Hint("drift"); return err },
			"solve": func(l *Lab) error { _, err := l.Solve(t.Context(), "drift", nil); return err },
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				l := halfway(t)
				if err := was.Write(filepath.Join(l.state, progressFile)); err != nil {
					t.Fatal(err)
				}
				if err := do(l); err == nil || !strings.Contains(err.Error(), "slipway lab exercise start 2") {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

// What a reset takes back in one terminal no solution changes in another.
func TestNothingIsSolvedWhileTheLabChanges(t *testing.T) {
	l := halfway(t)
	unlock, err := l.lock()
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if _, err := l.Solve(t.Context(), "drift", nil); err == nil || !strings.Contains(err.Error(), "another command changes this lab") {
		t.Errorf("got %v", err)
	}
}

// Taking it back needs no name, though nothing of it is in the progress yet.
func TestWhatIsHalfSetUpIsTheOneUnderWay(t *testing.T) {
	if e, err := halfway(t).find(""); err != nil || e.Name != "drift" {
		t.Errorf("got %v, %v", e, err)
	}
}

// Between the checks and what they came to, another terminal may take it back.
func TestARecordThatWentIsSaid(t *testing.T) {
	l := halfway(t)
	if err := l.record(l.Exercises[0], func(*progress.Record) { t.Error("there is no record") }); err == nil || !strings.Contains(err.Error(), "not under way") {
		t.Errorf("got %v", err)
	}
}

// A newer program may have no exercise of that name any more.
func TestAnExerciseThatIsNoMoreSaysHowItIsTakenBack(t *testing.T) {
	l := halfway(t)
	l.Exercises = nil
	if _, err := l.find(""); err == nil || !strings.Contains(err.Error(), "slipway lab reset") {
		t.Errorf("got %v", err)
	}
}

// A solution that is not run was not looked at; one that is printed was.
func TestASolutionIsNotedWhereItIsGiven(t *testing.T) {
	l := halfway(t)
	l.Exercises[0].Folder = fstest.MapFS{exercise.Script: {Data: []byte("# It waits.\n")}}
	if err := l.note(func(p *progress.Progress) { p.Records = []progress.Record{{Exercise: "drift", Number: 2}} }); err != nil {
		t.Fatal(err)
	}
	for _, run := range []bool{true, false} {
		_, script, err := l.Solution("drift", run)
		if (err != nil) != run || run && !strings.Contains(err.Error(), "not under way") || !run && script != "# It waits.\n" {
			t.Errorf("with --run %v: %q, %v", run, script, err)
		}
		if p, err := l.Progress(); err != nil || p.Of("drift").Shown == run {
			t.Errorf("with --run %v it is noted as %+v, %v", run, p.Of("drift"), err)
		}
	}
}

// Two commands at once lose no hint.
func TestNotesAreTakenOneAfterTheOther(t *testing.T) {
	l := halfway(t)
	if err := l.note(func(p *progress.Progress) { p.Begin(progress.Record{Exercise: "drift"}) }); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := l.record(l.Exercises[0], func(r *progress.Record) { r.Hints++ }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if p, err := l.Progress(); err != nil || p.Of("drift").Hints != 20 {
		t.Errorf("got %v, %v", p, err)
	}
}

func TestALabThatBeganNoExerciseHasNoBeginning(t *testing.T) {
	l := halfway(t)
	l.state = t.TempDir()
	if err := l.ResetAll(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "no exercise was started in it") {
		t.Errorf("got %v", err)
	}
}

// An exercise for another agent is refused while the lab is still as it was.
func TestResetToAnotherAgentsExerciseChangesNothing(t *testing.T) {
	l := halfway(t)
	l.Exercises = append(l.Exercises, &exercise.Exercise{Name: "waves", Number: 9, Agents: []string{"argocd"}})
	if err := l.ResetAll(t.Context(), "waves"); err == nil || !strings.Contains(err.Error(), "is for argocd, and this lab has flux") {
		t.Errorf("got %v", err)
	}
	if a, err := l.attempt(); err != nil || a.Exercise != "drift" {
		t.Errorf("it remembers %+v, %v", a, err)
	}
}
