package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// view is what one agent says: of its root, and of the clusters it drives.
type view struct {
	host     *platform.Cluster
	branch   string
	head     string            // the commit that the branch is at
	commit   string            // the one that the agent is to hold
	commits  map[string]string // that revisions are at
	about    []*platform.Cluster
	root     Verdict
	clusters []ClusterReport
	expiries []Expiry
	unread   error // why nothing is known of what ends; it hides nothing else
	kept     bool
	cause    cause.Finding // the one, when it is not kept
	again    int           // how often to look for it again, where nothing fails at the moment
	// seekUntil is when no unit's cause is sought any more; zero before the first.
	seekUntil time.Time
	err       error
}

// views says which agents to ask, and of which clusters.
func views(opts Options, again int) ([]*view, error) {
	var only *platform.Cluster
	if opts.Cluster != "" {
		var err error
		if only, err = namedCluster(opts); err != nil {
			return nil, err
		}
	}
	var out []*view
	for _, host := range opts.Platform.AgentClusters() {
		about := drivenBy(host, opts.Platform)
		if only != nil {
			about = slices.DeleteFunc(about, func(c *platform.Cluster) bool { return c != only })
		}
		if len(about) > 0 {
			out = append(out, &view{host: host, branch: opts.Platform.Repository.Branch, about: about, again: again})
		}
	}
	return out, nil
}

// look asks the agent. An error leaves every verdict unknown.
func (v *view) look(ctx context.Context, opts Options, commits map[string]string) {
	v.commits, v.head, v.commit, v.kept = commits, commits[v.branch], commits[rootRevision(opts.Platform, v.host)], true
	if v.commit == "" && rootRevision(opts.Platform, v.host) != v.branch {
		v.cause = revisionMissing(v.host)
	}
	if v.err = v.ask(ctx, opts); v.err != nil {
		v.unknown(opts)
	}
	if !v.kept && v.cause.Cause == "" {
		v.cause = v.rootCause(opts.Agent)
	}
}

func (v *view) ask(ctx context.Context, opts Options) error {
	s, err := newSession(opts, v.host)
	if err != nil {
		return err
	}
	if s.kube, err = reach(ctx, opts, v.host); err != nil {
		return err
	}
	if _, err := answers(ctx, s.kube, v.host.Name, s.Timeout, opts.UI.Step(0, 0, "status")); err != nil {
		return s.orAsleep(ctx, err)
	}
	if v.expiries, v.unread = s.expiries(ctx); v.unread != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	w := newWatcher(s)
	w.again, w.still = v.again, nil // which is asked below, once
	seen, err := glance(ctx, v.refs(s.rootRef(), opts.Agent), opts.glances(), v.behind(opts), w.look)
	if err != nil {
		return fmt.Errorf("look at cluster %s: %w", v.host.Name, err)
	}
	v.root = seen[s.rootRef()]
	v.kept = v.commit != "" && v.root.good() && v.root.Commit == v.commit
	if still := agentStill(ctx, s); still.Cause != "" {
		v.kept, v.cause = false, still
	}
	for _, c := range v.about {
		if err := v.addCluster(ctx, w, opts, c, seen); err != nil {
			return fmt.Errorf("look at cluster %s: %w", v.host.Name, err)
		}
	}
	return nil
}

const (
	unitPatience  = 10 * time.Second // how long the cause of one unit may take to find
	unitsPatience = 30 * time.Second // and those of all units of an agent: a fleet may have thousands
)

// unitFinding is why a unit is not in order. A cluster that does not answer in
// time is not asked again: it would take that long for each unit.
func (v *view) unitFinding(ctx context.Context, w *watcher, c *platform.Cluster, u *platform.Unit) (found cause.Finding, answers bool) {
	return v.sought(ctx, func(ctx context.Context) finding { return w.placementCause(ctx, c, u) })
}

// sought is what a search finds within the time that is left.
func (v *view) sought(ctx context.Context, search func(context.Context) finding) (found cause.Finding, answers bool) {
	if v.seekUntil.IsZero() {
		v.seekUntil = time.Now().Add(unitsPatience)
	}
	left := min(unitPatience, time.Until(v.seekUntil))
	if left <= 0 {
		return cause.Finding{}, false
	}
	within, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	found = search(within).named()
	if within.Err() != nil {
		return cause.Finding{}, false
	}
	return found, true
}

func (v *view) addCluster(ctx context.Context, w *watcher, opts Options, c *platform.Cluster, seen map[kube.Ref]Verdict) error {
	p, err := newProvider(c.Provider, opts)
	if err != nil {
		return err
	}
	cr := ClusterReport{Name: c.Name, Simulated: p.simulated(), Verdict: seen[ref(opts.Agent.ParentRef, "$cluster", c.Name)]}
	commit := v.commitOf(c)
	if c.SourceRing != "" {
		cr.Revision, cr.Commit = c.Revision, commit
	}
	parent := commit != "" && cr.Verdict.good() && cr.Verdict.Commit == commit
	good := parent
	for _, r := range broughtBy(opts.Agent, c) {
		good = good && seen[r].good() && seen[r].Commit == commit
	}
	answers := true
	for _, pl := range c.Placements {
		u := v.unit(pl, commit)
		u.Verdict = seen[ref(opts.Agent.UnitRef, "$cluster", c.Name, "$unit", u.Name)]
		if parent && commit != v.head && u.Verdict == missing() {
			continue // it is not in the revision yet: the parent says that what is there is complete
		}
		good = good && u.Verdict.good() && (w.unitCommit(commit) == "" || u.Verdict.Commit == commit)
		if !u.Verdict.good() && answers && !opts.brief {
			u.Finding, answers = v.unitFinding(ctx, w, c, pl.Unit)
		}
		cr.Units = append(cr.Units, u)
	}
	for _, r := range secretRefs(opts.Agent, c) {
		if secrets := seen[r]; !parent || commit == v.head || secrets != missing() {
			good = good && secrets.good() && (w.unitCommit(commit) == "" || secrets.Commit == commit)
		}
	}
	switch {
	case good || v.cause.Cause != "":
	case commit == "" && c.SourceRing != "":
		v.cause = revisionMissing(c)
	case opts.brief:
		v.cause = lacking(cr, commit)
	default:
		v.cause = w.cause(ctx, c)
	}
	v.kept = v.kept && good
	cr.Tenants = v.tenantReports(ctx, w, c, seen)
	v.clusters = append(v.clusters, cr)
	return nil
}

// commitOf is the commit that a cluster's units are to come from.
func (v *view) commitOf(c *platform.Cluster) string {
	return sourceCommit(c, v.commit, v.commits)
}

func (v *view) unit(pl platform.Placement, commit string) UnitReport {
	u := UnitReport{Name: pl.Unit.Name, Wave: pl.Wave}
	if commit == v.head {
		u.Version, u.Variant = pl.Unit.Variant.Version, pl.Unit.Variant.Name
	}
	return u
}

// unknown is the report of an agent that could not be asked.
func (v *view) unknown(opts Options) {
	v.kept, v.cause, v.root, v.clusters = false, unanswered(v.host, v.err), unknown(), nil
	for _, c := range v.about {
		cr := ClusterReport{Name: c.Name, Verdict: unknown(), Error: v.err.Error()}
		if p, err := newProvider(c.Provider, opts); err == nil {
			cr.Simulated = p.simulated()
		}
		for _, pl := range c.Placements {
			u := v.unit(pl, v.commitOf(c))
			u.Verdict = unknown()
			cr.Units = append(cr.Units, u)
		}
		v.clusters = append(v.clusters, cr)
	}
}

// missing is the verdict of what is not there, and unknown of what was not seen.
func missing() Verdict { return Verdict{Sync: "Missing", Health: "Missing"} }
func unknown() Verdict { return Verdict{Sync: "Unknown", Health: "Unknown"} }

func (v *view) rootCause(agent *platform.Agent) cause.Finding {
	r := ref(agent.RootRef, "$cluster", v.host.Name)
	if v.root.good() {
		return cause.Finding{
			Cause: fmt.Sprintf("%s has not yet looked at %s; it is at %s", agent.Title, short(v.commit), short(v.root.Commit)),
			Mend:  "wait, or have it look now: slipway bootstrap",
		}
	}
	return finding{account: kube.Account{Text: fmt.Sprintf("%s: %s", r, v.root.brief()), Facts: []cause.Fact{{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Message: v.root.Message}}}}.named()
}

// unanswered is the cause where a cluster that runs the agent cannot be asked.
func unanswered(c *platform.Cluster, err error) cause.Finding {
	return cause.Finding{Cause: err.Error(), Mend: "see that cluster " + c.Name + " runs and can be reached from here; slipway lab up starts one of a lab"}
}
