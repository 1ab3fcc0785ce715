package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// finding is something that is not in order. Patience says that it may only be
// waiting for something else: 0 is a cause by itself, and the more the less it tells.
type finding struct {
	text     string
	patience int
}

// explain adds the one cause to an error of a cluster.
func (w *watcher) explain(ctx context.Context, err error, c *platform.Cluster) error {
	if !IsTimeout(err) {
		return err
	}
	if cause := w.cause(ctx, c); cause != "" {
		return fmt.Errorf("%w\ncause: %s", err, cause)
	}
	return err
}

// secondLooks is how often to look again where nothing fails at the moment: an
// agent that tries again says for that while that it is at work, not what failed.
const secondLooks = 4

// cause walks from the repository down to the object that fails. What merely
// waits is the cause only where nothing fails.
func (w *watcher) cause(ctx context.Context, c *platform.Cluster) string {
	f := w.find(ctx, c)
	for i := 0; i < w.again && f.patience > 0; i++ {
		select {
		case <-ctx.Done():
			return f.text
		case <-time.After(poll):
		}
		if next := w.find(ctx, c); next.text != "" {
			f = next
		}
	}
	return f.text
}

// find looks once.
func (w *watcher) find(ctx context.Context, c *platform.Cluster) finding {
	var least finding
	for _, look := range w.looks(c) {
		f := look(ctx)
		if f.text != "" && f.patience == 0 {
			return f
		}
		if f.text != "" && (least.text == "" || f.patience < least.patience) {
			least = f
		}
	}
	return least
}

// looks are the places to look for a cause, in their order.
func (w *watcher) looks(c *platform.Cluster) []func(context.Context) finding {
	out := []func(context.Context) finding{w.doomed}
	for _, link := range w.agent.Chain {
		out = append(out, func(ctx context.Context) finding { return w.linkCause(ctx, "", ref(link, "$cluster", c.Name)) })
	}
	for _, p := range c.Placements {
		out = append(out, func(ctx context.Context) finding {
			f := w.unitCause(ctx, c, p.Unit, ref(w.agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name))
			if f.text != "" {
				f.text = fmt.Sprintf("cluster %s, unit %s: %s", c.Name, p.Unit.Name, f.text)
			}
			return f
		})
	}
	return append(out, func(ctx context.Context) finding {
		return w.linkCause(ctx, fmt.Sprintf("cluster %s: ", c.Name), ref(w.agent.ParentRef, "$cluster", c.Name))
	})
}

// linkCause is what an object that others hang on says of itself.
func (w *watcher) linkCause(ctx context.Context, prefix string, r kube.Ref) finding {
	obj, err := w.kube.Get(ctx, r)
	if err != nil {
		return finding{text: prefix + err.Error()}
	}
	v := verdictOf(w.agent, obj)
	if v.good() {
		return finding{}
	}
	return finding{fmt.Sprintf("%s%s: %s", prefix, r, v), v.patience}
}

// unitCause says why one unit is not in order; nothing when it is.
func (w *watcher) unitCause(ctx context.Context, c *platform.Cluster, u *platform.Unit, r kube.Ref) finding {
	obj, err := w.kube.Get(ctx, r)
	if errors.Is(err, kube.ErrNotFound) {
		return finding{} // an earlier wave, or the parent, is the cause
	}
	if err != nil {
		return finding{text: err.Error()}
	}
	v := verdictOf(w.agent, obj)
	if v.good() {
		return finding{}
	}
	if why := refused(w.agent, obj); why != "" {
		return finding{text: why}
	}
	for _, res := range unhealthy(w.agent, obj) {
		if deeper := w.objectCause(ctx, c, res); deeper != "" {
			return finding{text: deeper}
		}
		return finding{res.String(), v.patience}
	}
	if deeper := w.appliedCause(ctx, c, u, obj); deeper != "" {
		return finding{text: deeper}
	}
	return finding{v.String(), v.patience}
}

// appliedCause looks at the objects that a unit applied, by whichever list of
// them there is, where the agent does not say how they fare.
func (w *watcher) appliedCause(ctx context.Context, c *platform.Cluster, u *platform.Unit, obj map[string]any) string {
	for _, res := range applied(w.agent, obj) {
		if res.health != "" {
			continue // it is as it should be
		}
		if deeper := w.objectCause(ctx, c, res); deeper != "" {
			return deeper
		}
	}
	if deeper := w.inventoryCause(ctx, c, u, obj); deeper != "" {
		return deeper
	}
	return w.labelledCause(ctx, c, u)
}

// objectCause asks the cluster itself why an object is not ready.
func (w *watcher) objectCause(ctx context.Context, c *platform.Cluster, res resource) string {
	if res.sync != "" && res.sync != w.agent.StatusFor(w.agent.UnitRef.Kind).Synced && res.health == "" {
		return ""
	}
	client, err := w.on(ctx, c)
	if err != nil {
		return ""
	}
	cause, err := client.Cause(ctx, res.ref())
	if err != nil {
		return ""
	}
	return cause
}
