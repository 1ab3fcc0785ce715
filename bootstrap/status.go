package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Report is whether the contract is kept, per unit and cluster.
type Report struct {
	// Commit is the newest one on the branch that the agent follows.
	Commit   string          `json:"commit"`
	Root     Verdict         `json:"root"`
	Clusters []ClusterReport `json:"clusters"`
	// Kept is whether everything is as Git says.
	Kept bool `json:"kept"`
	// Cause is the one cause when it is not.
	Cause string `json:"cause,omitempty"`
}

// ClusterReport is one cluster's part.
type ClusterReport struct {
	Name string `json:"name"`
	// Simulated is whether its pods exist as objects only.
	Simulated bool         `json:"simulated"`
	Verdict   Verdict      `json:"verdict"`
	Units     []UnitReport `json:"units"`
}

// UnitReport is one unit on one cluster.
type UnitReport struct {
	Name    string  `json:"name"`
	Version string  `json:"version"`
	Variant string  `json:"variant"`
	Wave    int     `json:"wave"`
	Verdict Verdict `json:"verdict"`
}

// Look reads the state of every unit; it changes nothing.
func Look(ctx context.Context, opts Options) (*Report, error) {
	s, err := newSession(opts)
	if err != nil {
		return nil, err
	}
	if s.kube, err = reach(ctx, opts, s.hub); err != nil {
		return nil, err
	}
	commit, err := git.Head(ctx, opts.Platform.Repository.URL, opts.Platform.Repository.Branch, s.auth)
	if err != nil {
		return nil, fmt.Errorf("read the repository: %w", err)
	}
	if _, err := answers(ctx, s.kube, s.hub.Name, s.Timeout, opts.UI.Step(0, 0, "status")); err != nil {
		return nil, err
	}
	w := newWatcher(s)
	r := &Report{Commit: commit, Kept: true}
	if r.Root, err = w.look(ctx, ref(opts.Agent.RootRef)); err != nil {
		return nil, err
	}
	r.Kept = r.Root.good() && r.Root.Commit == commit
	for _, c := range opts.Platform.Clusters {
		if err := r.addCluster(ctx, w, opts, c); err != nil {
			return nil, err
		}
	}
	if !r.Kept && r.Cause == "" {
		r.Cause = rootCause(r, opts.Agent)
	}
	return r, nil
}

func rootCause(r *Report, agent *platform.Agent) string {
	if r.Root.good() {
		return fmt.Sprintf("%s has not yet looked at %s; it is at %s", agent.Title, short(r.Commit), short(r.Root.Commit))
	}
	return fmt.Sprintf("%s: %s", ref(agent.RootRef), r.Root)
}

func (r *Report) addCluster(ctx context.Context, w *watcher, opts Options, c *platform.Cluster) error {
	p, err := newProvider(c.Provider, opts)
	if err != nil {
		return err
	}
	cr := ClusterReport{Name: c.Name, Simulated: p.simulated()}
	if cr.Verdict, err = w.look(ctx, ref(opts.Agent.ParentRef, "$cluster", c.Name)); err != nil {
		return err
	}
	good := cr.Verdict.good() && cr.Verdict.Commit == r.Commit
	for _, pl := range c.Placements {
		u := UnitReport{Name: pl.Unit.Name, Version: pl.Unit.Variant.Version, Variant: pl.Unit.Variant.Name, Wave: pl.Wave}
		if u.Verdict, err = w.look(ctx, ref(opts.Agent.UnitRef, "$cluster", c.Name, "$unit", u.Name)); err != nil {
			return err
		}
		good = good && u.Verdict.good() && (!opts.Agent.Status.UnitRevision || u.Verdict.Commit == r.Commit)
		cr.Units = append(cr.Units, u)
	}
	if !good && r.Cause == "" {
		r.Cause = w.cause(ctx, c)
	}
	r.Kept = r.Kept && good
	r.Clusters = append(r.Clusters, cr)
	return nil
}

// look reads one object's verdict; one that is not there is Missing.
func (w *watcher) look(ctx context.Context, r kube.Ref) (Verdict, error) {
	obj, err := w.kube.Get(ctx, r)
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
		return Verdict{Sync: "Missing", Health: "Missing"}, nil
	}
	if err != nil {
		return Verdict{}, err
	}
	return verdictOf(w.agent, obj), nil
}

// LookUntilKept looks until the contract is kept, or for so long; then it
// returns what it saw last, with a *kube.TimeoutError.
func LookUntilKept(ctx context.Context, opts Options, wait time.Duration) (*Report, error) {
	r, err := Look(ctx, opts)
	if err != nil || r.Kept || wait == 0 {
		return r, err
	}
	step := opts.UI.Step(0, 0, "status")
	err = kube.Wait(ctx, "the contract to be kept", poll, wait, step.Waiting, func(ctx context.Context) (bool, string, error) {
		seen, err := Look(ctx, opts)
		if err != nil {
			return false, "", err
		}
		r = seen
		return r.Kept, r.Cause, nil
	})
	return r, err
}
