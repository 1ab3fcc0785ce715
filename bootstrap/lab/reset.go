package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Reset takes an exercise back as if it had not been started, and forgets how it
// went.
func (l *Lab) Reset(ctx context.Context, name string) (*exercise.Exercise, error) {
	e, err := l.find(name)
	if err != nil {
		return nil, err
	}
	a, unlock, err := l.underWay()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if a != nil && a.Exercise == e.Name {
		if err := l.takeBack(ctx, a); err != nil {
			return nil, err
		}
	}
	return e, l.note(func(p *progress.Progress) { p.Forget(e.Name) })
}

// ResetAll takes the lab to where it began, or with a name to where that exercise
// begins. What was solved stays solved.
func (l *Lab) ResetAll(ctx context.Context, to string) error {
	var e *exercise.Exercise
	if to != "" {
		var err error
		if e, err = Find(l.Exercises, to); err != nil {
			return err
		}
	}
	a, unlock, err := l.underWay()
	if err != nil {
		return err
	}
	defer unlock()
	switch {
	case a == nil && e == nil:
		return problem.Problems{{Message: "where this lab began is not known, and no exercise was started in it, so there is nothing to take back", Hint: "git revert takes back a commit; slipway lab down and lab up make the lab anew"}}
	case a != nil && e != nil:
		if err := fits(e, a.Agent); err != nil {
			return err
		}
		if err := l.suits(ctx, e, a, a.begin()); err != nil {
			return err
		}
	}
	if a != nil && a.Restoring { // its clusters may not run until that is done
		if err := l.takeBack(ctx, a); err != nil {
			return err
		}
	}
	if a != nil {
		a.Refs = a.Begin
		if err := l.takeBack(ctx, a); err != nil {
			return err
		}
	}
	if e == nil {
		return nil
	}
	return l.setUp(ctx, e, a)
}

// takeBack undoes an exercise: its faults, what it made, Git, and what the agent
// made of that.
func (l *Lab) takeBack(ctx context.Context, a *attempt) error {
	ui := l.UI.Step(0, 0, "reset")
	left, err := l.undo(ctx, a, ui.Waiting)
	if err == nil {
		a.Exercise, a.Refs, a.Objects, a.Touched, a.Made, a.Faults, a.Saved, a.Restoring = "", nil, nil, nil, nil, nil, nil, false
		if err = l.remember(a); err == nil { // until then another reset needs the checkpoint
			err = errors.Join(os.RemoveAll(l.checkpoint()), l.note(func(p *progress.Progress) { p.Current = "" }))
		}
	}
	if err != nil {
		err = fmt.Errorf("reset the lab: %w", err)
	}
	ui.End("the lab is at "+head(ctx, l.workspace(a)), err)
	if left != "" {
		l.UI.Note("%s", left)
	}
	return err
}

func (l *Lab) undo(ctx context.Context, a *attempt, waiting func(string)) (left string, err error) {
	e, err := Find(l.Exercises, a.Exercise)
	if err != nil { // none is under way, or one that this program does not have: what it made and changed was written down
		e = &exercise.Exercise{}
	}
	saved := l.saved(a)
	if !saved || !e.Checkpoint && !a.Restoring { // what began to restore has run them
		if err := l.cleanScripts(ctx, e, a); err != nil {
			return "", err
		}
	}
	w := l.workspace(a)
	before, err := w.Refs(ctx)
	if err != nil {
		return "", err
	}
	if left, err = w.Back(ctx, a.Refs); err != nil {
		return left, err
	}
	// From here on the platform can be loaded.
	if err := l.wake(ctx); err != nil {
		return left, err
	}
	drop := func() error {
		dropped, err := l.dropStrays(ctx, !saved)
		left = strings.TrimSpace(left + "\n" + dropped)
		return err
	}
	if saved {
		// What the clusters held knows of no stray, which would only be at work meanwhile.
		if err := drop(); err != nil {
			return left, err
		}
		if err := l.restore(ctx, a, waiting); err != nil {
			return left, err
		}
	}
	if err := l.mend(ctx, a); err != nil {
		return left, err
	}
	waiting("the agent to be where Git is")
	hears := before["refs/heads/"+w.Branch]
	switch {
	case saved:
		hears = a.start() // agents that have just begun look at everything
	case hears == a.start():
		hears = ""
	}
	if err := l.settle(ctx, e, a, went{restored: saved, hears: hears}, waiting); err != nil {
		return left, err
	}
	if err := l.cleanObjects(ctx, e, a, waiting); err != nil {
		return left, err
	}
	if !saved { // last, as an agent lets go of what it has on a cluster only there
		err = drop()
	}
	return left, err
}
