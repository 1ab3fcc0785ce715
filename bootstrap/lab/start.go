package lab

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// Start sets an exercise up. One that is under way is taken back first.
func (l *Lab) Start(ctx context.Context, name string) (*exercise.Exercise, error) {
	e, err := l.find(name)
	if err != nil {
		return nil, err
	}
	a, unlock, err := l.underWay()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if a != nil && a.Exercise != "" {
		if err := fits(e, a.Agent); err != nil {
			return nil, err
		}
		if err := l.suits(ctx, e, a, a.start()); err != nil {
			return nil, err
		}
		if err := l.takeBack(ctx, a); err != nil {
			return nil, err
		}
	}
	return e, l.setUp(ctx, e, a)
}

// setUp begins an exercise on a lab where none is under way.
func (l *Lab) setUp(ctx context.Context, e *exercise.Exercise, a *attempt) error {
	ui := l.UI.Step(0, 0, fmt.Sprintf("exercise %d: %s", e.Number, e.Title))
	opts, err := l.quiet()
	if err == nil {
		err = fits(e, opts.Agent.Name)
	}
	if err == nil {
		a, err = l.begin(ctx, e, a, opts)
	}
	for i := 0; err == nil && i < len(e.Setup); i++ {
		ui.Waiting(fmt.Sprintf("step %d of %d", i+1, len(e.Setup))) // what it does would give it away
		err = l.perform(ctx, e, e.Setup[i], a)
	}
	if err == nil {
		err = l.note(func(p *progress.Progress) {
			p.Begin(progress.Record{Exercise: e.Name, Number: e.Number, Title: e.Title, Agent: opts.Agent.Name, Started: a.Time})
		})
	}
	if err != nil {
		err = fmt.Errorf("set up exercise %d: %w", e.Number, err)
	}
	ui.End("is set up", err)
	return err
}

// begin writes down how everything is before the exercise changes it.
func (l *Lab) begin(ctx context.Context, e *exercise.Exercise, a *attempt, opts bootstrap.Options) (*attempt, error) {
	if a == nil {
		a = &attempt{}
	}
	if err := a.locate(l.Dir, opts); err != nil {
		return nil, err
	}
	if err := l.workspace(a).Ready(ctx); err != nil {
		return nil, err
	}
	var err error
	if a.Refs, err = l.workspace(a).Refs(ctx); err != nil {
		return nil, err
	}
	if a.Begin == nil {
		a.Begin = a.Refs
	}
	if err := l.suits(ctx, e, a, a.start()); err != nil {
		return nil, err
	}
	a.Exercise, a.Time, a.Made, a.Faults = e.Name, l.Now().UTC(), nil, e.Faults()
	if err := bootstrap.WakeLab(ctx, opts); err != nil { // where an earlier start was killed
		return nil, err
	}
	if err := l.save(ctx, e, a, opts); err != nil {
		return nil, err
	}
	if err := l.snapshots(ctx, e, a); err != nil {
		return nil, err
	}
	return a, l.remember(a)
}

// snapshots notes the objects that checks may ask for, and those that the setup
// changes.
func (l *Lab) snapshots(ctx context.Context, e *exercise.Exercise, a *attempt) error {
	w := l.world(a)
	a.Objects, a.Touched = map[string]map[string]any{}, nil
	for _, name := range slices.Sorted(maps.Keys(e.Remember)) {
		r := e.Remember[name]
		o, err := w.snapshot(ctx, r)
		if err != nil {
			return err
		}
		if o == nil {
			return l.unsuited(ctx, e, a, notThere(r))
		}
		a.Objects[name], a.Touched = o, append(a.Touched, o)
	}
	for _, s := range e.Setup {
		r := s.Delete
		if s.Patch != nil {
			r = &s.Patch.Ref
		}
		if r == nil {
			continue
		}
		o, err := w.snapshot(ctx, *r)
		if err != nil {
			return err
		}
		if o == nil {
			return l.unsuited(ctx, e, a, notThere(*r))
		}
		a.Touched = append(a.Touched, o)
	}
	return nil
}
