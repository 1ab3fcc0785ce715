package lab

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator/exercise"
)

func (l *Lab) checkpoint() string { return filepath.Join(l.state, "checkpoint") }

// save keeps what the clusters hold, where an agent or an exercise asks for that.
func (l *Lab) save(ctx context.Context, e *exercise.Exercise, a *attempt, opts bootstrap.Options) error {
	if !opts.Agent.Checkpoint && !e.Checkpoint {
		return nil
	}
	saved, err := bootstrap.SaveLab(ctx, opts, l.checkpoint())
	if err != nil || !saved {
		return errors.Join(err, os.RemoveAll(l.checkpoint()))
	}
	a.Saved = a.Refs
	return nil
}

// saved is whether what the clusters held is still there, and is what Git is to hold again.
func (l *Lab) saved(a *attempt) bool {
	_, err := os.Stat(l.checkpoint())
	return err == nil && a.Saved != nil && maps.Equal(a.Saved, a.Refs)
}

// wake has clusters go on that stand still where a start was killed while it saved them.
func (l *Lab) wake(ctx context.Context) error {
	opts, err := l.quiet()
	if err != nil {
		return err
	}
	return bootstrap.WakeLab(ctx, opts)
}

// restore puts back what the clusters held.
func (l *Lab) restore(ctx context.Context, a *attempt, waiting func(string)) error {
	opts, err := l.quiet()
	if err != nil {
		return err
	}
	a.Restoring = true
	if err := l.remember(a); err != nil {
		return err
	}
	waiting("the clusters to hold what they held")
	return bootstrap.RestoreLab(ctx, opts, l.checkpoint())
}
