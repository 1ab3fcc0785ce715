package bootstrap

import (
	"context"
	"errors"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// glance reads what the agent says of these objects. An agent looks again and
// again at what is in order, and says meanwhile that it is at work: of many
// objects there is always one. So those that only wait are read again, all
// together, for as long as a cause is looked for.
func glance(ctx context.Context, refs []kube.Ref, look func(context.Context, kube.Ref) (Verdict, error)) (map[kube.Ref]Verdict, error) {
	out := map[kube.Ref]Verdict{}
	for again := secondLooks; ; again-- {
		var waiting []kube.Ref
		for _, r := range refs {
			v, err := look(ctx, r)
			if err != nil {
				return nil, err
			}
			if out[r] = v; v.patience > 0 {
				waiting = append(waiting, r)
			}
		}
		if refs = waiting; again == 0 || len(refs) == 0 {
			return out, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(poll):
		}
	}
}

// look reads one object's verdict; one that is not there is Missing.
func (w *watcher) look(ctx context.Context, r kube.Ref) (Verdict, error) {
	obj, err := w.kube.Get(ctx, r)
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
		return missing(), nil
	}
	if err != nil {
		return Verdict{}, err
	}
	return verdictOf(w.agent, obj), nil
}

// refs are the objects that a view is about: the root, and each cluster's parent and units.
func (v *view) refs(root kube.Ref, agent *platform.Agent) []kube.Ref {
	out := []kube.Ref{root}
	for _, c := range v.about {
		out = append(out, ref(agent.ParentRef, "$cluster", c.Name))
		for _, p := range c.Placements {
			out = append(out, ref(agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name))
		}
	}
	return out
}
