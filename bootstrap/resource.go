package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

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
func (w *watcher) inventoryCause(ctx context.Context, c *platform.Cluster, u *platform.Unit, obj map[string]any) string {
	target, err := w.on(ctx, c)
	if err != nil {
		return fmt.Sprintf("reach cluster %s: %v", c.Name, err)
	}
	for _, res := range sourcesFirst(w.agent, inventory(w.agent, obj)) {
		if u.Chart != nil || u.Manifests != nil {
			if cause := w.releaseCause(ctx, target, u, res); cause != "" {
				return cause
			}
			continue
		}
		if cause, err := target.Cause(ctx, res.ref()); err == nil && cause != "" {
			return cause
		}
	}
	return ""
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
func (w *watcher) releaseCause(ctx context.Context, target *kube.Client, u *platform.Unit, res resource) string {
	obj, err := w.kube.Get(ctx, res.ref())
	if err != nil {
		return ""
	}
	v := verdictOf(w.agent, obj)
	if v.good() {
		return ""
	}
	if label := w.agent.StatusFor(w.agent.UnitRef.Kind).Inventory.Label; label != "" {
		if cause, err := target.WorkloadCause(ctx, u.Variant.Component.Namespace, label+"="+res.name); err == nil && cause != "" {
			return cause
		}
	}
	for _, made := range inventory(w.agent, obj) {
		if cause, err := target.Cause(ctx, made.ref()); err == nil && cause != "" {
			return cause
		}
	}
	return fmt.Sprintf("%s: %s", res.ref(), v)
}

// labelledCause looks at the workloads that carry a unit's labels.
func (w *watcher) labelledCause(ctx context.Context, c *platform.Cluster, u *platform.Unit) string {
	labels := w.agent.StatusFor(w.agent.UnitRef.Kind).Workloads
	if labels == nil {
		return ""
	}
	target, err := w.on(ctx, c)
	if err != nil {
		return fmt.Sprintf("reach cluster %s: %v", c.Name, err)
	}
	selector := labels.Objects
	if u.Chart != nil {
		selector = labels.Chart
	}
	cause, err := target.WorkloadCause(ctx, u.Variant.Component.Namespace, strings.ReplaceAll(selector, "$unit", u.Name))
	if err != nil {
		return ""
	}
	return cause
}
