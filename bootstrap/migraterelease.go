package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// release makes everything nobody's: the marks and field managers of the agent
// that goes are taken off what it applied, and then its own objects are removed,
// whose finalizers would remove the rest.
func release(ctx context.Context, m *migration, h *moving, ui StepUI) (string, error) {
	if h.record.released {
		return "nothing is left of " + m.from.Title, nil
	}
	changed := 0
	for _, c := range h.driven() {
		n, err := h.releaseFrom(ctx, c, ui)
		changed += n
		if err != nil {
			return "", fmt.Errorf("cluster %s: %w", c.Name, err)
		}
	}
	h.record.released = true
	return fmt.Sprintf("%d objects are nobody's (clusters: %d)", changed, len(h.driven())), h.record.write(ctx, h.kube)
}

func (h *moving) releaseFrom(ctx context.Context, c *platform.Cluster, ui StepUI) (changed int, err error) {
	if changed, err = h.unmark(ctx, c, ui); err != nil {
		return changed, err
	}
	return changed, h.dissolveOn(ctx, c, ui)
}

// unmark takes the agent's marks off what is on a cluster. Controllers copy
// marks, such as to ReplicaSets: it looks until a whole look finds none.
func (h *moving) unmark(ctx context.Context, c *platform.Cluster, ui StepUI) (changed int, err error) {
	err = kube.Wait(ctx, "the marks to go", poll, h.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		n, err := h.takeMarks(ctx, c)
		changed += n
		return n == 0, fmt.Sprintf("marks taken off %d objects on %s", n, c.Name), err
	})
	return changed, err
}

// dissolveOn removes the agent's own objects on a cluster.
func (h *moving) dissolveOn(ctx context.Context, c *platform.Cluster, ui StepUI) error {
	return kube.Wait(ctx, "the agent's objects to go", poll, h.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		n, err := dissolve(ctx, h.clients[c.Name], h.leaves.On(c.RunsAgent).Kinds)
		return n == 0, fmt.Sprintf("%d objects of %s to go on %s", n, h.old.Agent.Title, c.Name), err
	})
}

// atOnce is how many objects are changed at a time.
const atOnce = 8

// takeMarks takes the agent's marks off what it applied, all but its own
// component, and removes what it remembers of that and what it read for itself.
func (h *moving) takeMarks(ctx context.Context, c *platform.Cluster) (int, error) {
	client, footing := h.clients[c.Name], h.leaves.On(c.RunsAgent)
	own := footing.Kinds
	kinds, err := client.Kinds(ctx, func(group, kind string) bool { return !own.Has(group, kind) })
	if err != nil {
		return 0, err
	}
	units, err := compileMarks(h.old.Agent.Traces.Units, c.Name)
	if err != nil {
		return 0, err
	}
	// Marked as no unit's, in the agent's namespace: values and facts, which stand there for it alone.
	isInput := func(m kube.Meta) bool {
		return slices.Contains(footing.Namespaces, m.Namespace) && h.leaves.marked(m) && units.find(m) == nil
	}
	var found, records []kube.Meta
	_, err = client.EachListed(ctx, kinds, func(m kube.Meta) {
		switch {
		case m.Deleting(), h.isOwn(m):
		case h.leaves.isRecordOf(c, m), isInput(m):
			records = append(records, m)
		case h.leaves.isRecord(m): // of somebody else's release
		case h.leaves.applied(m, own):
			found = append(found, m)
		}
	})
	if err != nil {
		return 0, err
	}
	var changed atomic.Int64
	var g errgroup.Group
	g.SetLimit(atOnce)
	for _, m := range found {
		g.Go(func() error {
			did, err := client.Cut(ctx, m, h.leaves.cut(m, own))
			if did {
				changed.Add(1)
			}
			return stillThere(err)
		})
	}
	for _, m := range records {
		g.Go(func() error {
			changed.Add(1)
			return client.DeleteMeta(ctx, m)
		})
	}
	err = g.Wait()
	return int(changed.Load()), err
}

// dissolve removes every object of some kinds, and counts them. No
// finalizer is left before the first goes: one may own another.
func dissolve(ctx context.Context, client *kube.Client, own platform.Kinds) (int, error) {
	if len(own) == 0 {
		return 0, nil
	}
	kinds, err := client.Kinds(ctx, own.Has)
	if err != nil {
		return 0, err
	}
	var found []kube.Meta
	if err := client.EachMeta(ctx, kinds, func(m kube.Meta) { found = append(found, m) }); err != nil {
		return 0, err
	}
	held := false
	for _, m := range found {
		did, err := client.Cut(ctx, m, kube.Cut{Finalizers: true, Owners: own.Has})
		if stillThere(err) != nil {
			return 0, err
		}
		held = held || did && err != nil
	}
	for _, m := range found {
		if held {
			break // one changed under our hands: look again
		}
		if err := client.DeleteMeta(ctx, m); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}

// stillThere lets pass that an object changed since it was read: it is looked
// at again.
func stillThere(err error) error {
	if errors.Is(err, kube.ErrChanged) {
		return nil
	}
	return err
}
