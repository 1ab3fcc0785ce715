package main

import (
	"context"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// plannedRun is what a run of generate comes to, of which nothing is written yet.
type plannedRun struct {
	platform *platform.Platform
	changes  *tree.Changes
	// input is what edits of generated files are put there as; nil where none is.
	input *intake
}

// plan is what changes of the repository as the input stands there.
func (a *app) plan(opts generator.Options) (*tree.Changes, error) {
	r, err := a.planRun(nil, opts, false)
	if err != nil {
		return nil, err
	}
	return r.changes, nil
}

// planRun loads the platform with what is to be put into its input, and refuses
// with locked what slipway.lock does not record.
func (a *app) planRun(input *intake, opts generator.Options, locked bool) (*plannedRun, error) {
	src, err := a.sources()
	if err == nil && locked {
		err = a.catalogsLocked(src)
	}
	if err != nil {
		return nil, err
	}
	var p *platform.Platform
	if input != nil {
		p, err = input.fleet.Load()
	} else {
		p, err = generator.Load(src, a.dir)
	}
	if err == nil && locked {
		err = a.platformLocked(src, p)
	}
	if err != nil {
		return nil, err
	}
	changes, err := generator.PlanPlatform(src, a.dir, p, opts)
	if err != nil {
		return nil, err
	}
	return &plannedRun{p, changes, input}, changes.FindBases(a.past)
}

// write puts a run in place once nothing refuses it: first the input, of which the
// repository is made.
func (a *app) write(ctx context.Context, r *plannedRun) error {
	if r.input != nil {
		if err := r.input.fleet.Write(); err != nil {
			return err
		}
		for _, t := range r.input.taken {
			for _, p := range t.Puts {
				a.say("%s", putLine(t.Path, p))
			}
		}
	}
	return r.changes.Apply(ctx)
}
