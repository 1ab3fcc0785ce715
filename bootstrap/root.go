package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"path"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// applyRoot applies what hands control to Git. It is part of what the agent
// reads there, so it is applied only where the live one asks for something else.
func applyRoot(ctx context.Context, s *session, _ StepUI) (string, error) {
	name := path.Join(render.Generated, s.rootFile())
	file, ok := s.Tree.File(name)
	if !ok {
		return "", fmt.Errorf("the repository has no %s", name)
	}
	objects, err := parse(file.Data)
	if err != nil {
		return "", err
	}
	s.commit = s.pushed
	if s.host.Revision != s.Platform.Repository.Branch {
		if objects, err = s.follow(ctx, name, objects); err != nil {
			return "", err
		}
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
		if _, err := s.kube.Apply(ctx, s.Agent.RootManager, []map[string]any{o}, kube.ApplyOptions{Force: true}); err != nil {
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
	if err := w.refresh(ctx, s.sourceRef(), s.commit); err != nil {
		return "", err
	}
	if err := w.await(ctx, "the root", s.commit, s.rootRef(), ui); err != nil {
		return "", w.explain(ctx, err, s.host)
	}
	if err := s.standIn(ctx, ui); err != nil {
		return "", err
	}
	self := ref(s.Agent.SelfRef, "$cluster", s.host.Name)
	if err := w.await(ctx, "the agent's own component", w.unitCommit(s.commit), self, ui); err != nil {
		return "", w.explain(ctx, err, s.host)
	}
	return fmt.Sprintf("%s holds %s and manages itself", s.Agent.Title, short(s.commit)), nil
}

// settle waits until every unit on every cluster is healthy at the commit that
// the agent is to hold, or names the one cause.
func settle(ctx context.Context, s *session, ui StepUI) (string, error) {
	units := 0
	w := newWatcher(s)
	if err := w.notice(ctx, ui); err != nil {
		return "", err
	}
	for _, c := range s.driven() {
		parent := ref(s.Agent.ParentRef, "$cluster", c.Name)
		if err := w.refresh(ctx, parent, s.commit); err != nil {
			return "", err
		}
		if err := w.await(ctx, "cluster "+c.Name, s.commit, parent, ui); err != nil {
			return "", w.explain(ctx, err, c)
		}
		settled, err := s.settleUnits(ctx, w, c, ui)
		if err != nil {
			return "", w.explain(ctx, err, c)
		}
		units += settled
	}
	return fmt.Sprintf("all %d units are healthy (clusters: %d)", units, len(s.driven())), nil
}

// settleUnits waits for the units of a cluster whose parent is in order. A
// revision behind the branch may lack some: the parent says that it is complete.
func (s *session) settleUnits(ctx context.Context, w *watcher, c *platform.Cluster, ui StepUI) (units int, err error) {
	for _, p := range c.Placements {
		unit := ref(s.Agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name)
		if s.commit != s.pushed {
			if there, err := s.kube.Exists(ctx, unit); err != nil {
				return units, err
			} else if !there {
				continue
			}
		}
		if err := w.await(ctx, p.Unit.Name+" on "+c.Name, w.unitCommit(s.commit), unit, ui); err != nil {
			return units, err
		}
		units++
	}
	return units, nil
}
