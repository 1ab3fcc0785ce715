package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/redact"
	"github.com/slipway-platform/slipway/generator/platform"
)

// engine looks for the cause of what is not in order: from the repository to the
// unit, to what it applied, to pods, to events. Every wait and status share it.
type engine struct {
	agent *platform.Agent
	host  kube.Reader // the cluster that runs the agent
	again int         // how often to look again; see secondLooks
	// on reads another cluster.
	on func(ctx context.Context, c *platform.Cluster) (kube.Reader, error)
	// still says why the agent itself does not run; nil where it was asked already.
	still func(ctx context.Context) cause.Finding
}

// finding is something that is not in order. Patience says that it may only be
// waiting for something else: 0 is a cause by itself, and the more the less it tells.
type finding struct {
	where    string // cluster and unit, where it is about one
	account  kube.Account
	patience int
}

func (f finding) found() bool { return f.account.Text != "" }

// named is the finding as it is told: where, the cause by its name if it has
// one, and what was said.
func (f finding) named() cause.Finding {
	if !f.found() {
		return cause.Finding{}
	}
	text := f.account.Text
	out, by, ok := cause.Name(f.account.Facts)
	switch {
	case ok && !strings.Contains(text, start(by.Message)):
		text = fmt.Sprintf("%s: %s: %s", out.Cause, text, cut(by.Message))
	case ok:
		text = out.Cause + ": " + text
	case len(f.account.Facts) > 0:
		out.Mend = cause.Unnamed(f.account.Facts[len(f.account.Facts)-1])
	}
	if f.where != "" {
		text = f.where + ": " + text
	}
	out.Cause = redact.Text(text)
	return out
}

// start is enough of a message to know it again where it is cut.
func start(message string) string { return strings.ToValidUTF8(message[:min(len(message), 40)], "") }

// CausedError is an error whose cause was looked for.
type CausedError struct {
	Err     error
	Finding cause.Finding
}

func (e CausedError) Unwrap() error { return e.Err }

func (e CausedError) Error() string {
	text := e.Err.Error()
	if e.Finding.Cause != "" {
		text += "\ncause: " + e.Finding.Cause
	}
	if e.Finding.Mend != "" {
		text += "\nmend: " + e.Finding.Mend
	}
	return text
}

// explain adds the one cause to an error of a cluster.
func (e *engine) explain(ctx context.Context, err error, c *platform.Cluster) error {
	if !IsTimeout(err) {
		return err
	}
	if found := e.cause(ctx, c); found.Cause != "" {
		return CausedError{err, found}
	}
	return err
}

// secondLooks is how often to look again where nothing fails at the moment: an
// agent that tries again says for that while that it is at work, not what failed.
const secondLooks = 4

// cause walks from the repository down to the object that fails. What merely
// waits is the cause only where nothing fails.
func (e *engine) cause(ctx context.Context, c *platform.Cluster) cause.Finding {
	f := e.find(ctx, c)
	for i := 0; i < e.again && f.patience > 0; i++ {
		select {
		case <-ctx.Done():
			return f.named()
		case <-time.After(poll):
		}
		if next := e.find(ctx, c); next.found() {
			f = next
		}
	}
	named := f.named()
	if named.Cause != "" && named.Name == "" {
		if why := e.silenced(ctx, c); why.found() {
			return why.named()
		}
		if e.still == nil {
			return named
		}
		if why := e.still(ctx); why.Cause != "" {
			return why
		}
	}
	return named
}

// find looks once.
func (e *engine) find(ctx context.Context, c *platform.Cluster) finding {
	var least finding
	for _, look := range e.looks(c) {
		f := look(ctx)
		if f.found() && f.patience == 0 {
			return f
		}
		if f.found() && (!least.found() || f.patience < least.patience) {
			least = f
		}
	}
	return least
}

// looks are the places to look for a cause, in their order.
func (e *engine) looks(c *platform.Cluster) []func(context.Context) finding {
	out := []func(context.Context) finding{e.doomed}
	if cr := c.Credentials; !c.RunsAgent && cr != nil && cr.ExternalSecret != nil {
		out = append(out, func(ctx context.Context) finding { return e.storeCause(ctx, c) })
	}
	for _, link := range chainOf(e.agent, c) {
		out = append(out, func(ctx context.Context) finding { return e.chainCause(ctx, c, link) })
	}
	for _, r := range secretRefs(e.agent, c) {
		out = append(out, func(ctx context.Context) finding {
			return e.linkCause(ctx, "cluster "+c.Name+", its encrypted Secrets", r)
		})
	}
	for _, p := range c.Placements {
		out = append(out, func(ctx context.Context) finding { return e.placementCause(ctx, c, p.Unit) })
	}
	return append(out, func(ctx context.Context) finding {
		return e.linkCause(ctx, "cluster "+c.Name, ref(e.agent.ParentRef, "$cluster", c.Name))
	})
}

// notMadeYet is the patience with what another object makes: that says why not.
const notMadeYet = 100

// linkCause is what an object that others hang on says of itself.
func (e *engine) linkCause(ctx context.Context, where string, r kube.Ref) finding {
	obj, err := e.host.Get(ctx, r)
	if errors.Is(err, kube.ErrNotFound) {
		return finding{where, unread(r, err), notMadeYet}
	}
	if err != nil {
		return finding{where: where, account: unread(r, err)}
	}
	v := verdictOf(e.agent, obj)
	if v.good() {
		return finding{}
	}
	if going := e.goingTry(ctx, obj); going.Text != "" {
		return finding{where: where, account: going}
	}
	facts := append(v.facts(obj), oldTry(e.agent, obj, v)...)
	return finding{where, kube.Account{Text: fmt.Sprintf("%s: %s", r, v.brief()), Facts: facts}, v.patience}
}

// unread is the account of an object that could not be read.
func unread(r kube.Ref, err error) kube.Account {
	return kube.Account{Text: err.Error(), Facts: []cause.Fact{{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Message: err.Error()}}}
}

// placementCause says why a unit on a cluster is not in order; nothing when it is.
func (e *engine) placementCause(ctx context.Context, c *platform.Cluster, u *platform.Unit) finding {
	f := e.unitCause(ctx, c, u, ref(e.agent.UnitRef, "$cluster", c.Name, "$unit", u.Name))
	f.where = fmt.Sprintf("cluster %s, unit %s", c.Name, u.Name)
	return f
}

// unitCause looks at the unit's object and down from there.
func (e *engine) unitCause(ctx context.Context, c *platform.Cluster, u *platform.Unit, r kube.Ref) finding {
	obj, err := e.host.Get(ctx, r)
	if errors.Is(err, kube.ErrNotFound) {
		return finding{} // an earlier wave, or the parent, is the cause
	}
	if err != nil {
		return finding{account: unread(r, err)}
	}
	v := verdictOf(e.agent, obj)
	if v.good() {
		return finding{}
	}
	if why := refused(e.agent, obj); why.Text != "" {
		return finding{account: why}
	}
	own := kube.Account{Text: v.brief(), Facts: v.facts(obj)}
	for _, res := range unhealthy(e.agent, obj) {
		if deeper := e.objectCause(ctx, c, res); deeper.Text != "" {
			return finding{account: deeper}
		}
		return finding{account: kube.Account{Text: res.String(), Facts: append(own.Facts, res.fact())}, patience: v.patience}
	}
	if deeper := e.appliedCause(ctx, c, u, obj); deeper.Text != "" {
		return finding{account: deeper}
	}
	return finding{account: own, patience: v.patience}
}

// appliedCause looks at the objects that a unit applied, by whichever list of
// them there is, where the agent does not say how they fare.
func (e *engine) appliedCause(ctx context.Context, c *platform.Cluster, u *platform.Unit, obj map[string]any) kube.Account {
	for _, res := range applied(e.agent, obj) {
		if res.health != "" {
			continue // it is as it should be
		}
		if deeper := e.objectCause(ctx, c, res); deeper.Text != "" {
			return deeper
		}
	}
	if deeper := e.inventoryCause(ctx, c, u, obj); deeper.Text != "" {
		return deeper
	}
	return e.labelledCause(ctx, c, u)
}

// objectCause asks the cluster itself why an object is not ready.
func (e *engine) objectCause(ctx context.Context, c *platform.Cluster, res resource) kube.Account {
	if res.sync != "" && res.sync != e.agent.StatusFor(e.agent.UnitRef.Kind).Synced && res.health == "" {
		return kube.Account{}
	}
	from, err := e.reader(ctx, c)
	if err != nil {
		return kube.Account{}
	}
	found, err := kube.Cause(ctx, from, res.ref())
	if err != nil {
		return kube.Account{}
	}
	return found
}

// reader reads a cluster.
func (e *engine) reader(ctx context.Context, c *platform.Cluster) (kube.Reader, error) {
	if c.RunsAgent {
		return e.host, nil
	}
	return e.on(ctx, c)
}
