package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"path"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/render"
)

// applyRoot applies what hands control to Git. It is part of what the agent
// reads there, so it is applied only where the live one asks for something else.
func applyRoot(ctx context.Context, s *session, _ StepUI) (string, error) {
	name := path.Join(render.Generated, s.Agent.Root)
	file, ok := s.Tree.File(name)
	if !ok {
		return "", fmt.Errorf("the repository has no %s", name)
	}
	objects, err := parse(file.Data)
	if err != nil {
		return "", err
	}
	changed := 0
	for _, o := range objects {
		live, err := s.kube.Get(ctx, kube.RefOf(o))
		if err != nil && !errors.Is(err, kube.ErrNotFound) {
			return "", err
		}
		if err == nil && contains(live["spec"], o["spec"]) {
			continue
		}
		if _, err := s.kube.Apply(ctx, s.Agent.FieldManager, []map[string]any{o}, kube.ApplyOptions{Force: true}); err != nil {
			return "", err
		}
		changed++
	}
	if changed == 0 {
		return "in place", nil
	}
	return "applied", nil
}

// handOver waits until the agent has applied the pushed commit, and manages
// itself without drift.
func handOver(ctx context.Context, s *session, ui StepUI) (string, error) {
	w := newWatcher(s)
	if err := w.refresh(ctx, ref(s.Agent.SourceRef), s.commit); err != nil {
		return "", err
	}
	if err := w.await(ctx, "the root", s.commit, ref(s.Agent.RootRef), ui); err != nil {
		return "", w.explain(ctx, err, s.hub)
	}
	self := ref(s.Agent.SelfRef, "$cluster", s.hub.Name)
	if err := w.await(ctx, "the agent's own component", w.unitCommit(s.commit), self, ui); err != nil {
		return "", w.explain(ctx, err, s.hub)
	}
	return fmt.Sprintf("%s holds %s and manages itself", s.Agent.Title, short(s.commit)), nil
}

// settle waits until every unit on every cluster is healthy at the pushed
// commit, or names the one cause.
func settle(ctx context.Context, s *session, ui StepUI) (string, error) {
	units := 0
	w := newWatcher(s)
	for _, c := range s.Platform.Clusters {
		parent := ref(s.Agent.ParentRef, "$cluster", c.Name)
		if err := w.refresh(ctx, parent, s.commit); err != nil {
			return "", err
		}
		if err := w.await(ctx, "cluster "+c.Name, s.commit, parent, ui); err != nil {
			return "", w.explain(ctx, err, c)
		}
		for _, p := range c.Placements {
			unit := ref(s.Agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name)
			if err := w.await(ctx, p.Unit.Name+" on "+c.Name, w.unitCommit(s.commit), unit, ui); err != nil {
				return "", w.explain(ctx, err, c)
			}
			units++
		}
	}
	return fmt.Sprintf("all %d units are healthy (clusters: %d)", units, len(s.Platform.Clusters)), nil
}
