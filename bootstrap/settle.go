package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// settle waits until every unit on every cluster is healthy at the commit that
// the agent is to hold, or names the one cause.
func settle(ctx context.Context, s *session, ui StepUI) (string, error) {
	w := newWatcher(s)
	held, err := w.heldBy(ctx, s.rootRef())
	if err == nil {
		_, err = w.notice(ctx, held, ui)
	}
	if err != nil {
		return "", err
	}
	if err := s.resolveRings(ctx); err != nil { // somebody may have promoted while the agent took over
		return "", err
	}
	if err := s.refreshRings(ctx, w, s.commitOf); err != nil {
		return "", err
	}
	clusters, lacking := s.withRevision()
	l := &lookout{w: w}
	for _, c := range clusters {
		l.left = append(l.left, unitRefs(s.Agent, c)...)
	}
	units := 0
	for _, c := range clusters {
		settled, err := s.settleCluster(ctx, l, c, ui)
		if err != nil {
			return "", w.explain(ctx, err, c)
		}
		units += settled
	}
	if lacking != nil {
		return "", lacking // it kept no other cluster out
	}
	return fmt.Sprintf("all %d units are healthy (clusters: %d)", units, len(clusters)), nil
}

// settleCluster waits for a cluster's parent and then for its units. A revision
// behind the branch may lack some: the parent says that it is complete.
func (s *session) settleCluster(ctx context.Context, l *lookout, c *platform.Cluster, ui StepUI) (units int, err error) {
	commit := s.commitOf(c)
	for _, r := range broughtBy(s.Agent, c) {
		if _, err := l.w.await(ctx, l, awaited{ref: r, what: "cluster " + c.Name, commit: commit}, ui); err != nil {
			return 0, err
		}
	}
	parent := awaited{ref: ref(s.Agent.ParentRef, "$cluster", c.Name), what: "cluster " + c.Name, commit: commit}
	parent.ask = once(func(ctx context.Context) error { return l.w.refresh(ctx, parent.ref, commit) })
	if _, err := l.w.await(ctx, l, parent, ui); err != nil {
		return 0, err
	}
	nudge, err := s.nudge(c)
	if err != nil {
		return 0, err
	}
	for _, p := range c.Placements {
		there, err := l.w.await(ctx, l, awaited{
			ref: ref(s.Agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name), what: p.Unit.Name + " on " + c.Name,
			commit: l.w.unitCommit(commit), optional: commit != s.pushed, ask: nudge,
		}, ui)
		if err != nil {
			return units, err
		}
		if there {
			units++
		}
	}
	return units, s.settleSecrets(ctx, l, c, ui)
}

// settleSecrets waits for what decrypts a cluster's Secrets.
func (s *session) settleSecrets(ctx context.Context, l *lookout, c *platform.Cluster, ui StepUI) error {
	commit := s.commitOf(c)
	for _, r := range secretRefs(s.Agent, c) {
		_, err := l.w.await(ctx, l, awaited{
			ref: r, what: "encrypted Secrets on " + c.Name, commit: l.w.unitCommit(commit), optional: commit != s.pushed,
			ask: once(func(ctx context.Context) error { return l.w.refresh(ctx, r, commit) }),
		}, ui)
		if err != nil {
			return err
		}
	}
	return nil
}

// unitRefs are what brings a cluster, where something does, its parent, its units and what decrypts its Secrets, in this order.
func unitRefs(agent *platform.Agent, c *platform.Cluster) []kube.Ref {
	out := append(broughtBy(agent, c), ref(agent.ParentRef, "$cluster", c.Name))
	for _, p := range c.Placements {
		out = append(out, ref(agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name))
	}
	return append(out, secretRefs(agent, c)...)
}
