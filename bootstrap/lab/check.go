package lab

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/lab/check"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Check says which checks of the exercise hold.
func (l *Lab) Check(ctx context.Context, name string) (*exercise.Exercise, *progress.Record, error) {
	e, a, err := l.started(name)
	if err != nil {
		return nil, nil, err
	}
	var now []progress.Check
	solved := true
	w := l.world(a)
	for _, c := range e.Checks {
		one := progress.Check{Goal: c.Goal}
		one.Holds, err = check.Holds(ctx, w, c.That)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if !one.Holds {
			solved, one.Told = false, c.Told
		}
		if err != nil {
			one.Told = fmt.Sprintf("%s (it could not be looked at: %v)", c.Told, err)
		}
		now = append(now, one)
	}
	var record progress.Record
	err = l.record(e, func(r *progress.Record) {
		at := l.Now().UTC()
		r.Checked, r.Checks = &at, now
		if solved && r.Solved == nil {
			r.Solved = &at
		}
		record = *r
	})
	return e, &record, err
}

// Problems are the checks of exercises that are not CEL.
func Problems(all []*exercise.Exercise) problem.Problems {
	var ps problem.Problems
	for _, e := range all {
		for _, c := range e.Checks {
			if err := check.Compile(c.That); err != nil {
				ps = append(ps, problem.Problem{Position: c.At, Message: err.Error()})
			}
		}
	}
	return ps
}
