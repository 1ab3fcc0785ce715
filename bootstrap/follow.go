package bootstrap

import (
	"context"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/cause"
)

// between is how long Follow rests between looks.
const between = 2 * time.Second

// Follow looks again and again until ctx ends, and shows what it saw, or why it
// saw nothing. What show returns ends it.
func Follow(ctx context.Context, opts Options, show func(*Report, error) error) error {
	for {
		r, err := lookTwice(ctx, opts, 0)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := show(r, err); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(between):
		}
	}
}

// Change is what a report says otherwise than the one before it: of a unit or a
// tenant on a cluster, or, where these are empty, of the contract.
type Change struct {
	Cluster string   `json:"cluster,omitempty"`
	Unit    string   `json:"unit,omitempty"`
	Tenant  string   `json:"tenant,omitempty"`
	Verdict *Verdict `json:"verdict,omitempty"`
	Kept    *bool    `json:"kept,omitempty"`
	Commit  string   `json:"commit,omitempty"`
	cause.Finding
}

// Changes are what after says otherwise than before, units first. Before is nil
// at the beginning: then only what is not in order is a change, and the contract.
func Changes(before, after *Report) []Change {
	was := map[[2]string]UnitReport{}
	if before != nil {
		for _, c := range before.Clusters {
			for _, u := range c.Units {
				was[[2]string{c.Name, u.Name}] = u
			}
		}
	}
	var out []Change
	for _, c := range after.Clusters {
		for _, u := range c.Units {
			old, known := was[[2]string{c.Name, u.Name}]
			if known && old.sameAs(u) || before == nil && u.Verdict.good() {
				continue
			}
			out = append(out, Change{Cluster: c.Name, Unit: u.Name, Verdict: &u.Verdict, Finding: u.Finding})
		}
	}
	out = append(out, tenantChanges(before, after)...)
	if before == nil || before.Kept != after.Kept || before.Commit != after.Commit || before.Finding != after.Finding {
		out = append(out, Change{Kept: &after.Kept, Commit: after.Commit, Finding: after.Finding})
	}
	return out
}

func tenantChanges(before, after *Report) (out []Change) {
	was := map[[2]string]Verdict{}
	if before != nil {
		for _, c := range before.Clusters {
			for _, t := range c.Tenants {
				was[[2]string{c.Name, t.Name}] = t.Verdict
			}
		}
	}
	for _, c := range after.Clusters {
		for _, t := range c.Tenants {
			old, known := was[[2]string{c.Name, t.Name}]
			if known && old.saysSameAs(t.Verdict) || before == nil && t.InOrder() {
				continue
			}
			out = append(out, Change{Cluster: c.Name, Tenant: t.Name, Verdict: &t.Verdict, Finding: t.Finding})
		}
	}
	return out
}

// saysSameAs tells whether two verdicts differ at most in a message, which may
// only count tries.
func (v Verdict) saysSameAs(w Verdict) bool {
	return v.Sync == w.Sync && v.Health == w.Health && v.Commit == w.Commit
}

// sameAs tells whether two reports of a unit say the same.
func (u UnitReport) sameAs(v UnitReport) bool {
	return u.Verdict.saysSameAs(v.Verdict) && u.Name == v.Name && u.Finding.Name == v.Finding.Name && u.Version == v.Version
}

// InOrder tells whether the agent says that all is well with the unit.
func (u UnitReport) InOrder() bool { return u.Verdict.good() }

// Failing are the cluster's units that are not in order.
func (c ClusterReport) Failing() []UnitReport {
	var out []UnitReport
	for _, u := range c.Units {
		if !u.InOrder() {
			out = append(out, u)
		}
	}
	return out
}
