package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// resident is what other agents have on a cluster that the host is to drive.
type resident struct {
	agents  []workload          // their own workloads
	title   map[kube.Ref]string // of the agent that such a workload is of
	applies map[kube.Ref]string // what somebody's agent applied, and which agent that is
}

// lookForAgents refuses a cluster where another agent would work on the objects
// of the platform. One that has other objects is in nobody's way, and is named.
func (s *session) lookForAgents(ctx context.Context, c *platform.Cluster, client *kube.Client) (notes []string, err error) {
	there := s.on(c, client)
	if err := there.checkOwnRoots(ctx); err != nil {
		return nil, err
	}
	found, err := there.residents(ctx)
	if err != nil {
		return nil, err
	}
	shared := s.Agent.Traces.On(false).Namespaces
	for _, w := range found.agents {
		if title := found.title[w.Ref]; title == s.Agent.Title && slices.Contains(shared, w.Namespace) {
			return nil, fmt.Errorf("%s runs on cluster %s already (%s, %s), in a namespace that the hub's %s uses there; remove it, without its CustomResourceDefinitions where there are objects of theirs, or take the cluster out of the platform",
				title, c.Name, w.Ref, w.image, title)
		}
	}
	both, notes, err := there.claimed(ctx, found)
	if err != nil {
		return nil, err
	}
	if len(both) > 0 {
		return nil, fmt.Errorf("on cluster %s another agent applies what the platform is to apply, and each would undo what the other does: %s; take that out of the other agent, without pruning, or leave the component out on this cluster, with enabled: false",
			c.Name, firstOf(both))
	}
	said := map[string]bool{}
	for _, w := range found.agents {
		if title := found.title[w.Ref]; !said[title] {
			said[title] = true
			notes = append(notes, fmt.Sprintf("%s runs on cluster %s too (%s, %s), and applies nothing of the platform; give both no component in common", title, c.Name, w.Ref, w.image))
		}
	}
	return notes, nil
}

// checkOwnRoots refuses a cluster that a platform of Slipway's drives by an agent
// of its own: its root would bring back what the hub takes away.
func (s *session) checkOwnRoots(ctx context.Context) error {
	for _, source := range s.Agents {
		d, err := s.as(source).driver(ctx)
		switch {
		case err != nil:
			return err
		case d == nil || d.name == "":
		case d.isOf(s.Platform):
			return fmt.Errorf("cluster %s runs %s of its own for this platform, from when its topology was standalone; from a commit of then, run first: slipway uninstall --cluster %s",
				s.host.Name, source.Agent.Title, s.host.Name)
		default:
			return fmt.Errorf("cluster %s runs %s of its own, which drives it from %s; uninstall that platform first, from its own folder, or take the cluster out of this one",
				s.host.Name, source.Agent.Title, d)
		}
	}
	return nil
}

// residents lists a cluster's workloads once: agents are known by their images,
// and what they applied by its marks.
func (s *session) residents(ctx context.Context) (*resident, error) {
	ours, err := compileMarks(s.Agent.Traces.Units, s.host.Name)
	if err != nil {
		return nil, err
	}
	out := &resident{title: map[kube.Ref]string{}, applies: map[kube.Ref]string{}}
	for _, r := range workloadKinds() {
		objects, err := s.kube.List(ctx, r, kube.ListOptions{})
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			s.sort(o, ours, out)
		}
	}
	return out, nil
}

// sort tells what a workload is of.
func (s *session) sort(o map[string]any, ours markPatterns, into *resident) {
	m := kube.MetaOf(o)
	for _, source := range s.Agents {
		if image := s.as(source).agentImage(o); image != "" && into.title[m.Ref] == "" {
			into.agents = append(into.agents, workload{m, image})
			into.title[m.Ref] = source.Agent.Title
		}
		// Agents share marks: Flux's controllers carry the repository to Sveltos.
		if (traces{Traces: source.Agent.Traces}).marked(m) && into.applies[m.Ref] == "" {
			if _, known := s.host.Unit(ours.find(m)["unit"]); !known {
				into.applies[m.Ref] = source.Agent.Title
			}
		}
	}
}

// claimed are the workloads that the platform brings to the cluster and that
// another agent applies already. A unit that cannot be rendered here is named.
func (s *session) claimed(ctx context.Context, found *resident) (both, notes []string, err error) {
	if len(found.applies) == 0 {
		return nil, nil, nil
	}
	for _, p := range s.host.Placements {
		objects, err := s.unitObjects(ctx, p.Unit, isWorkload)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			notes = append(notes, fmt.Sprintf("whether another agent applies unit %s on cluster %s cannot be told: %v", p.Unit.Name, s.host.Name, err))
			continue
		}
		for _, o := range objects {
			r := kube.RefOf(o)
			r.Namespace = cmp.Or(r.Namespace, p.Unit.Variant.Component.Namespace)
			if title := found.applies[r]; title != "" {
				both = append(both, fmt.Sprintf("%s (unit %s, by %s)", r, p.Unit.Name, title))
			}
		}
	}
	return both, notes, nil
}
