package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// workload is one of the agent's that runs on the host and that the platform
// did not bring.
type workload struct {
	kube.Meta
	image string // by which it was known
}

// checkAgentThere refuses a cluster on which somebody else installed the agent,
// or takes it over where that was asked for and changes nothing that matters.
func (s *session) checkAgentThere(ctx context.Context) error {
	if s.provider.simulated() {
		return nil
	}
	if managed, err := s.managed(ctx); err != nil || managed {
		return err
	}
	found, err := s.foreignWorkloads(ctx)
	if err != nil || len(found) == 0 {
		return err
	}
	parts, err := s.agentParts(ctx, isWorkload)
	if err != nil {
		return err
	}
	return s.adopt(ctx, found, parts)
}

// foreignWorkloads are known by their images, whatever they are called. Not
// among them is what bootstrap applied and was ended in, and what belongs to
// another agent of Slipway's, such as the one that a platform moves from.
func (s *session) foreignWorkloads(ctx context.Context) ([]workload, error) {
	marks, err := tracesOf(s.Agent, s.host.Name)
	if err != nil {
		return nil, err
	}
	owners := []traces{marks}
	for _, other := range s.Agents {
		t, err := tracesOf(other.Agent, s.host.Name)
		if err != nil {
			return nil, err
		}
		owners = append(owners, t)
	}
	var out []workload
	for _, r := range workloadKinds() {
		objects, err := s.kube.List(ctx, r, kube.ListOptions{})
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			m := kube.MetaOf(o)
			if image := s.agentImage(o); image != "" && !s.isBroughtBy(owners, m) {
				out = append(out, workload{m, image})
			}
		}
	}
	return out, nil
}

// isBroughtBy reports whether an object is an agent's of Slipway's: by its marks,
// or, where bootstrap was ended before there were any, by who wrote it.
func (s *session) isBroughtBy(owners []traces, m kube.Meta) bool {
	written := overlap(m.Managers, []string{s.Agent.FieldManager, s.Agent.RootManager})
	return written && !owners[0].marked(m) || slices.ContainsFunc(owners, func(t traces) bool { return t.isOwn(m) })
}

// adopt judges what is there by what the platform would apply.
func (s *session) adopt(ctx context.Context, found []workload, parts []agentPart) error {
	const remove = "remove it, without its CustomResourceDefinitions where there are objects of theirs, and run again"
	var beside, restarts, same []string
	marks, err := tracesOf(s.Agent, s.host.Name)
	if err != nil {
		return err
	}
	for _, w := range found {
		ours, part := partOf(parts, w.Ref)
		switch {
		case !slices.Contains(s.Agent.Traces.Namespaces, w.Namespace):
			return fmt.Errorf("%s runs on cluster %s already, in another namespace (%s, %s), and two of them would work on the same objects; %s",
				s.Agent.Title, s.host.Name, w.Ref, w.image, remove)
		case marks.marked(w.Meta):
			return fmt.Errorf("%s on cluster %s is kept as it is by an object of its own, for another repository (%s says so); let that object forget it first, without pruning, or %s",
				s.Agent.Title, s.host.Name, w.Ref, remove)
		case ours == nil:
			beside = append(beside, w.Ref.String())
			continue
		}
		wanted := imageLike(ours, w.image)
		if !sameLine(w.image, wanted) {
			return fmt.Errorf("%s runs on cluster %s already, as %s, and the platform installs %s; bring it to the same minor version first, or set the version of component %s to that of the cluster, or %s",
				s.Agent.Title, s.host.Name, w.image, wanted, s.Agent.Component, remove)
		}
		changes, err := s.kube.Differences(ctx, part.manager, ours, kube.ApplyOptions{Force: true, Namespace: part.namespace})
		if err != nil {
			return fmt.Errorf("%s runs on cluster %s already, and %s cannot become what the platform installs; %s: %w", s.Agent.Title, s.host.Name, w.Ref, remove, err)
		}
		if slices.ContainsFunc(changes, func(path string) bool { return strings.HasPrefix(path, ".spec.template.") }) {
			restarts = append(restarts, w.Ref.String())
		} else {
			same = append(same, w.Ref.String())
		}
	}
	if len(restarts)+len(same) == 0 {
		return fmt.Errorf("%s runs on cluster %s already, and is called otherwise there (%s), so that the platform's would run beside it; %s",
			s.Agent.Title, s.host.Name, firstOf(beside), remove)
	}
	return s.confirmAdoption(found, beside, restarts)
}

// confirmAdoption says what taking over the agent would do, and refuses it
// unless it was asked for.
func (s *session) confirmAdoption(found []workload, beside, restarts []string) error {
	what := "none of its workloads restarts"
	if len(restarts) > 0 {
		what = firstOf(restarts) + " would restart, for other settings"
	}
	if !s.Adopt {
		return fmt.Errorf("%s runs on cluster %s already (%s), of the same minor version, and somebody else installed it. To take it over: slipway bootstrap --adopt (%s). Its settings become the platform's; what it applies for others, it goes on applying",
			s.Agent.Title, s.host.Name, found[0].image, what)
	}
	s.UI.Note("the platform takes over %s on cluster %s: %s", s.Agent.Title, s.host.Name, what)
	if len(beside) > 0 {
		s.UI.Note("the platform does not hold %s; they stay, and nobody keeps them up to date", firstOf(beside))
	}
	for _, w := range found {
		if release := w.Annotations["meta.helm.sh/release-name"]; release != "" {
			s.UI.Note("Helm still lists a release %s in namespace %s; never upgrade or uninstall it, and let Helm forget it: kubectl -n %s delete secret -l owner=helm,name=%s",
				release, w.Namespace, w.Namespace, release)
			break
		}
	}
	return nil
}

// partOf is what the platform applies by the same kind and name.
func partOf(parts []agentPart, r kube.Ref) (map[string]any, agentPart) {
	for _, p := range parts {
		for _, o := range p.objects {
			at := kube.RefOf(o)
			if at.Kind == r.Kind && at.Name == r.Name && cmp.Or(at.Namespace, p.namespace) == r.Namespace {
				return o, p
			}
		}
	}
	return nil, agentPart{}
}
