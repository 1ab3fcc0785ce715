package lab

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap"
)

// Began writes down that the lab begins as it is now, unless its beginning is known already. ResetAll takes it back there.
func (l *Lab) Began(ctx context.Context) error {
	// Without the lock: a script of an exercise may run lab up, while the exercise holds it.
	if a, err := l.attempt(); err != nil || a != nil {
		return err
	}
	a, unlock, err := l.underWay()
	if err != nil {
		return err
	}
	defer unlock()
	if a != nil {
		return nil
	}
	opts, err := l.quiet()
	if err != nil {
		return err
	}
	a = &attempt{}
	if err := a.locate(l.Dir, opts); err != nil {
		return err
	}
	if a.Begin, err = l.workspace(a).Refs(ctx); err != nil {
		return err
	}
	return l.remember(a)
}

// locate notes where the lab has what it works on, and who drives it.
func (a *attempt) locate(dir string, opts bootstrap.Options) error {
	served, err := bootstrap.LabRepository(opts)
	if err != nil {
		return err
	}
	a.Workspace, a.Served, a.Branch = dir, served, opts.Platform.Repository.Branch
	a.Agent, a.Host = opts.Agent.Name, opts.Platform.AgentClusters()[0].Name
	return nil
}

// begin is the commit that was served when the lab began.
func (a *attempt) begin() string { return a.Begin["refs/heads/"+a.Branch] }
