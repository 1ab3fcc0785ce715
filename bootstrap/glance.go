package bootstrap

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// glance reads what the agent says of these objects. An agent looks again and
// again at what is in order, and says meanwhile that it is at work: of many
// objects there is always one. So those that only wait are read again, all
// together, so often again, but for those that are behind: there the agent is at work
// for longer.
func glance(ctx context.Context, refs []kube.Ref, again int, behind func(kube.Ref, Verdict) bool, look func(context.Context, []kube.Ref) (map[kube.Ref]Verdict, error)) (map[kube.Ref]Verdict, error) {
	out := map[kube.Ref]Verdict{}
	for ; ; again-- {
		seen, err := look(ctx, refs)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, seen)
		waiting := slices.DeleteFunc(slices.Clone(refs), func(r kube.Ref) bool { return seen[r].patience == 0 || behind(r, seen[r]) })
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

// behind is whether what is said of an object is about none of the commits that Git holds, where somebody waits for
// an answer: see LookNow. What tenants' objects say is about commits of the tenants.
func (v *view) behind(opts Options) func(kube.Ref, Verdict) bool {
	commits, theirs := slices.Collect(maps.Values(v.commits)), v.tenantRefs(opts.Agent)
	return func(r kube.Ref, seen Verdict) bool {
		return opts.now && seen.Commit != "" && !slices.Contains(commits, seen.Commit) && !slices.Contains(theirs, r)
	}
}

// refs are the objects that a view is about: the root, and each cluster's parent, units and tenants.
func (v *view) refs(root kube.Ref, agent *platform.Agent) []kube.Ref {
	out := []kube.Ref{root}
	for _, c := range v.about {
		out = append(out, unitRefs(agent, c)...)
	}
	return append(out, v.tenantRefs(agent)...)
}

// tenantRefs are those of them that are about the tenants' own repositories.
func (v *view) tenantRefs(agent *platform.Agent) []kube.Ref {
	var out []kube.Ref
	for _, c := range v.about {
		for _, t := range c.Tenants() {
			out = append(out, tenantRefs(agent, c, t)...)
		}
	}
	return out
}
