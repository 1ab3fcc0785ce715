package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// resource is an object that the agent applied, and how it fares by the agent.
type resource struct {
	group, version, kind, namespace, name string
	sync, health, message                 string
}

func (r resource) ref() kube.Ref {
	apiVersion := r.version
	if r.group != "" {
		apiVersion = r.group + "/" + r.version
	}
	return kube.Ref{APIVersion: apiVersion, Kind: r.kind, Namespace: r.namespace, Name: r.name}
}

func (r resource) fact() cause.Fact {
	return cause.Fact{Kind: r.kind, Namespace: r.namespace, Name: r.name, Reason: r.health, Message: r.message}
}

func (r resource) String() string {
	name := r.name
	if r.namespace != "" {
		name = r.namespace + "/" + name
	}
	text := fmt.Sprintf("%s %s is %s", r.kind, name, cmp.Or(r.health, r.sync))
	if r.message != "" {
		text += ": " + r.message
	}
	return text
}

// inventory lists what an object's status says was applied, where the agent
// does not say how it fares.
func inventory(agent *platform.Agent, obj map[string]any) []resource {
	in := agent.StatusFor(textAt(obj, "kind")).Inventory
	if in == nil {
		return nil
	}
	pattern, err := regexp.Compile(in.Pattern)
	if err != nil {
		return nil
	}
	list, _ := at(obj, in.List).([]any)
	var out []resource
	for _, e := range list {
		m, _ := e.(map[string]any)
		found := pattern.FindStringSubmatch(textAt(m, in.ID))
		if found == nil {
			continue
		}
		part := func(name string) string { return found[pattern.SubexpIndex(name)] }
		out = append(out, resource{
			group: part("group"), version: textAt(m, in.Version), kind: part("kind"), namespace: part("namespace"), name: part("name"),
		})
	}
	return out
}

// inventoryCause looks at what a unit applied. One of a chart or of published
// manifests applies an object of the agent's own, beside it; what that one made is found by its label.
func (e *engine) inventoryCause(ctx context.Context, c *platform.Cluster, u *platform.Unit, obj map[string]any) kube.Account {
	target, err := e.reader(ctx, c)
	if err != nil {
		return kube.Account{} // that it cannot be reached from here is no cause
	}
	for _, res := range sourcesFirst(e.agent, inventory(e.agent, obj)) {
		if u.Chart != nil || u.Manifests != nil {
			if found := e.releaseCause(ctx, target, u, res); found.Text != "" {
				return found
			}
			continue
		}
		if found, err := kube.Cause(ctx, target, res.ref()); err == nil && found.Text != "" {
			return found
		}
	}
	return kube.Account{}
}

// sourcesFirst puts the kinds of the agent's sources in front: what reads one
// cannot be in order before it is.
func sourcesFirst(agent *platform.Agent, made []resource) []resource {
	group, _, _ := strings.Cut(agent.SourceRef.APIVersion, "/")
	isSource := func(r resource) bool { return r.group == group }
	others := slices.DeleteFunc(slices.Clone(made), isSource)
	return append(slices.DeleteFunc(slices.Clone(made), func(r resource) bool { return !isSource(r) }), others...)
}

// releaseCause says why an object that installs a chart is not in order: what
// its workloads say, or else what it says itself.
func (e *engine) releaseCause(ctx context.Context, target kube.Reader, u *platform.Unit, res resource) kube.Account {
	obj, err := e.host.Get(ctx, res.ref())
	if err != nil {
		return kube.Account{}
	}
	v := verdictOf(e.agent, obj)
	if v.good() {
		return kube.Account{}
	}
	if label := e.agent.StatusFor(e.agent.UnitRef.Kind).Inventory.Label; label != "" {
		found, err := kube.WorkloadCause(ctx, target, u.Variant.Component.Namespace, label+"="+res.name)
		if err == nil && found.Text != "" {
			return found
		}
	}
	for _, made := range inventory(e.agent, obj) {
		if found, err := kube.Cause(ctx, target, made.ref()); err == nil && found.Text != "" {
			return found
		}
	}
	return kube.Account{Text: fmt.Sprintf("%s: %s", res.ref(), v.brief()), Facts: v.facts(obj)}
}

// labelledCause looks at the workloads that carry a unit's labels.
func (e *engine) labelledCause(ctx context.Context, c *platform.Cluster, u *platform.Unit) kube.Account {
	labels := e.agent.StatusFor(e.agent.UnitRef.Kind).Workloads
	if labels == nil {
		return kube.Account{}
	}
	target, err := e.reader(ctx, c)
	if err != nil {
		return kube.Account{} // that it cannot be reached from here is no cause
	}
	selector := labels.Objects
	if u.Chart != nil {
		selector = labels.Chart
	}
	found, err := kube.WorkloadCause(ctx, target, u.Variant.Component.Namespace, strings.ReplaceAll(selector, "$unit", u.Name))
	if err != nil {
		return kube.Account{}
	}
	return found
}
