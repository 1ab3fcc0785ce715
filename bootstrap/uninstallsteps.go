package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// stopAgent notes on the cluster what is under way and ends the agent's
// controllers, so that nothing is made again from then on.
func stopAgent(ctx context.Context, u *uninstall, h *leaving, ui StepUI) (string, error) {
	if err := h.noteLeaving(ctx, h.key.public); err != nil {
		return "", err
	}
	if err := h.provider.stopAgent(ctx, h.host); err != nil {
		return "", fmt.Errorf("stop %s: %w", h.Agent.Title, err)
	}
	err := kube.Wait(ctx, "the controllers of "+h.Agent.Title+" to end", poll, u.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		return h.scaleDown(ctx)
	})
	return h.Agent.Title + " stands still", err
}

// removeGenerators removes the agent's own objects, without their finalizers:
// what they made is told by its marks.
func removeGenerators(ctx context.Context, _ *uninstall, h *leaving, ui StepUI) (string, error) {
	for _, t := range h.targets {
		if err := h.dissolveOn(ctx, t.Cluster, ui); err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
	}
	return "nothing drives a unit any more", nil
}

// removeUnits removes the units' objects, the last wave first.
func removeUnits(ctx context.Context, u *uninstall, h *leaving, ui StepUI) (string, error) {
	n := 0
	for _, t := range h.targets {
		gone, err := u.unitsOf(ctx, h, t, ui)
		if err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
		n += gone
	}
	return fmt.Sprintf("%d objects are gone (clusters: %d)", n, len(h.targets)), nil
}

// rounds is how often a unit's objects may come back before that is an error:
// an operator that is on its way out may still make one.
const rounds = 3

func (u *uninstall) unitsOf(ctx context.Context, h *leaving, t *target, ui StepUI) (gone int, err error) {
	var first string
	for range rounds {
		s, err := u.survey(ctx, h, t)
		if err != nil {
			return gone, err
		}
		units := s.units(t.Cluster)
		if len(units) == 0 {
			return gone, nil
		}
		for i, unit := range units {
			first = s.goes[unit.Name][0].String()
			// Units of a wave go together.
			wave := s.goes[unit.Name]
			if i > 0 && units[i-1].Wave == unit.Wave {
				continue
			}
			for _, other := range units[i+1:] {
				if other.Wave == unit.Wave {
					wave = append(wave, s.goes[other.Name]...)
				}
			}
			if err := u.removeWave(ctx, t, unit.Wave, wave, s.custom, ui); err != nil {
				return gone, err
			}
			gone += len(wave)
		}
	}
	return gone, fmt.Errorf("%s comes back each time that it is removed: something besides the platform makes it; find what does, and end that first", first)
}

// removeAgent removes what installs the agent, its namespaces and its kinds,
// the account by which it drove a cluster from elsewhere, and its key at the forge.
func removeAgent(ctx context.Context, _ *uninstall, h *leaving, ui StepUI) (string, error) {
	for _, t := range h.targets {
		err := h.removeFrom(ctx, t.Cluster, ui)
		if err == nil && !t.RunsAgent {
			err = spokeAccount(h.Platform).remove(ctx, t.client)
		}
		if err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
	}
	h.removeKey(ctx)
	return h.Agent.Title + " is gone", nil
}

// removeDefinitions removes the kinds that the platform brought and that nobody
// has an object of.
func removeDefinitions(ctx context.Context, u *uninstall, h *leaving, ui StepUI) (string, error) {
	n := 0
	for _, t := range h.targets {
		s, err := u.survey(ctx, h, t)
		if err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
		goes := unused(s)
		if err := u.removeAll(ctx, t, "kinds of cluster "+t.Name, goes, ui); err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
		n += len(goes)
	}
	return fmt.Sprintf("%d kinds are gone", n), nil
}

func unused(s *survey) (out []kube.Meta) {
	for _, d := range s.definitions {
		if s.objects[d.Name] == 0 {
			out = append(out, d)
		}
	}
	return out
}

// removeNamespaces removes the namespaces that the platform made and that
// nothing else is in.
func removeNamespaces(ctx context.Context, u *uninstall, h *leaving, ui StepUI) (string, error) {
	n := 0
	for _, t := range h.targets {
		s, err := u.survey(ctx, h, t)
		if err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
		var goes []kube.Meta
		for _, m := range s.namespaces {
			if s.keeps(m.Name) == "" {
				goes = append(goes, m)
			}
		}
		if err := u.removeAll(ctx, t, "namespaces of cluster "+t.Name, goes, ui); err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
		n += len(goes)
	}
	return fmt.Sprintf("%d namespaces are gone", n), nil
}

// audit says what is left, and makes it nobody's.
func audit(ctx context.Context, u *uninstall, h *leaving, ui StepUI) (string, error) {
	n := 0
	for _, t := range h.targets {
		s, err := u.survey(ctx, h, t)
		if err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
		t.gone.Left = append(s.left, s.staying()...)
		if t.Cluster == h.host {
			h.addKey(&t.gone)
		}
		n += len(t.gone.Left)
		if _, err := h.unmark(ctx, t.Cluster, ui); err != nil {
			return "", fmt.Errorf("cluster %s: %w", t.Name, err)
		}
	}
	return fmt.Sprintf("%d objects stay, and are nobody's", n), h.kube.Delete(ctx, leaveRef, kube.Background)
}

// keeps says what keeps a namespace; empty when nothing does.
func (s *survey) keeps(namespace string) string {
	held := s.others[namespace]
	switch {
	case s.unseen != "":
		return "it may hold objects of " + s.unseen
	case held.n == 1:
		return held.first.String() + " is in it"
	case held.n > 1:
		return fmt.Sprintf("%s and %d more are in it", held.first, held.n-1)
	}
	return ""
}

// staying are the kinds and namespaces that are not removed, with what is of
// or in them, and what would have gone with those namespaces.
func (s *survey) staying() (out []Leftover) {
	for _, d := range s.definitions {
		if n := s.objects[d.Name]; n > 0 {
			out = append(out, Leftover{d.String(), fmt.Sprintf("there are objects of it (%d)", n)})
		}
	}
	stays := map[string]bool{}
	for _, m := range s.namespaces {
		if why := s.keeps(m.Name); why != "" {
			stays[m.Name] = true
			out = append(out, Leftover{m.String(), why})
		}
	}
	for _, m := range s.follow {
		if stays[m.Namespace] {
			out = append(out, Leftover{m.String(), "it goes with its namespace, which stays"})
		}
	}
	return out
}
