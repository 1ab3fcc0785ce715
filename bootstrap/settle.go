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
	l := &lookout{w: w}
	for _, c := range s.driven() {
		l.left = append(l.left, unitRefs(s.Agent, c)...)
	}
	units := 0
	for _, c := range s.driven() {
		settled, err := s.settleCluster(ctx, l, c, ui)
		if err != nil {
			return "", w.explain(ctx, err, c)
		}
		units += settled
	}
	return fmt.Sprintf("all %d units are healthy (clusters: %d)", units, len(s.driven())), nil
}

// settleCluster waits for a cluster's parent and then for its units. A revision
// behind the branch may lack some: the parent says that it is complete.
func (s *session) settleCluster(ctx context.Context, l *lookout, c *platform.Cluster, ui StepUI) (units int, err error) {
	parent := awaited{ref: ref(s.Agent.ParentRef, "$cluster", c.Name), what: "cluster " + c.Name, commit: s.commit}
	parent.ask = once(func(ctx context.Context) error { return l.w.refresh(ctx, parent.ref, s.commit) })
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
			commit: l.w.unitCommit(s.commit), optional: s.commit != s.pushed, ask: nudge,
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
	for _, r := range secretRefs(s.Agent, c) {
		_, err := l.w.await(ctx, l, awaited{
			ref: r, what: "encrypted Secrets on " + c.Name, commit: l.w.unitCommit(s.commit), optional: s.commit != s.pushed,
			ask: once(func(ctx context.Context) error { return l.w.refresh(ctx, r, s.commit) }),
		}, ui)
		if err != nil {
			return err
		}
	}
	return nil
}

// unitRefs are a cluster's parent, its units and what decrypts its Secrets, in this order.
func unitRefs(agent *platform.Agent, c *platform.Cluster) []kube.Ref {
	out := []kube.Ref{ref(agent.ParentRef, "$cluster", c.Name)}
	for _, p := range c.Placements {
		out = append(out, ref(agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name))
	}
	return append(out, secretRefs(agent, c)...)
}
