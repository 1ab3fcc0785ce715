package bootstrap

import (
	"context"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// stopOld notes the move on the cluster and ends the controllers of the agent
// that goes, so that nothing is healed or pruned from then on.
func stopOld(ctx context.Context, m *migration, h *moving, ui StepUI) (string, error) {
	if h.record.to == "" {
		h.record = moveRecord{from: m.from.Name, to: m.Agent.Name}
		if err := h.record.write(ctx, h.kube); err != nil {
			return "", err
		}
	}
	if err := h.old.provider.stopAgent(ctx, h.host); err != nil {
		return "", fmt.Errorf("stop %s: %w", m.from.Title, err)
	}
	// A controller that still runs may undo it: looked at until all is quiet.
	err := kube.Wait(ctx, "the controllers of "+m.from.Title+" to end", poll, m.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		return h.scaleDown(ctx)
	})
	return m.from.Title + " stands still", err
}

// scaleDown asks the agent's workloads for no pods, and reports whether there
// are none.
func (h *moving) scaleDown(ctx context.Context) (quiet bool, last string, err error) {
	kinds, err := h.kube.Kinds(ctx, func(group, kind string) bool {
		return group == "apps" && (kind == "Deployment" || kind == "StatefulSet")
	})
	if err != nil {
		return false, "", err
	}
	var found []kube.Meta
	if err := h.kube.EachMeta(ctx, kinds, func(m kube.Meta) {
		if slices.Contains(h.leaves.Namespaces, m.Namespace) && h.isOwn(m) {
			found = append(found, m)
		}
	}); err != nil {
		return false, "", err
	}
	for _, m := range found {
		if last, err := h.scaleOne(ctx, m.Ref); err != nil || last != "" {
			return false, last, err
		}
	}
	return true, "", nil
}

func (h *moving) scaleOne(ctx context.Context, r kube.Ref) (last string, err error) {
	obj, err := h.kube.Get(ctx, r)
	if err != nil {
		return "", err
	}
	if number(at(obj, "spec.replicas")) != 0.0 {
		if h.record.released {
			return "", nil // it may be the other agent's by now
		}
		return r.String() + " is told to end", h.kube.Scale(ctx, r, 0)
	}
	pods, err := h.kube.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Pod", Namespace: r.Namespace}, kube.ListOptions{Labels: kube.Selector(obj)})
	if err != nil || len(pods) == 0 {
		return "", err
	}
	return fmt.Sprintf("%s still has %d pods", r, len(pods)), nil
}
