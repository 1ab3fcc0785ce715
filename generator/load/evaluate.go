package load

import (
	"cmp"
	"slices"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// evaluator computes variants. Each is evaluated once, with symbolic facts.
type evaluator struct {
	ctx      *cue.Context
	spec     *platform.Spec
	name     string
	facts    *factTable
	health   []platform.Health
	mirrors  map[string]string
	platform map[string]any
}

// request is one variant to evaluate.
type request struct {
	key       string
	component *compiled
	name      string
	settings  effective
	layers    []*layer
	named     *layer // the strongest that names the component, whether it sets the variant apart or not
	has       map[string]bool
	heard     heard
	providers map[string][]string
	overrides []override
	lacks     bool // whether anything that the component requires is not on the cluster
	local     bool
	cluster   *platform.Cluster
}

// layer is the strongest that sets the variant apart; where none says a word of
// the component, that of the first cluster that has it.
func (q request) layer() *layer {
	if l := strongest(q.layers, q.component.Name); l.mentions(q.component.Name) {
		return l
	}
	return q.named
}

func newEvaluator(ctx *cue.Context, in *userInput, facts *factTable, health []platform.Health, accounts string) *evaluator {
	s := &in.Spec
	if health == nil {
		health = []platform.Health{}
	}
	return &evaluator{ctx: ctx, spec: s, name: in.Metadata.Name, facts: facts, health: health, mirrors: s.Mirrors,
		platform: map[string]any{
			"name": in.Metadata.Name, "domain": s.Domain, "profile": s.Profile, "agent": s.Agent, "topology": s.Topology, "shards": s.Shards,
			"repository": map[string]any{"url": s.Repository.URL, "branch": s.Repository.Branch, "path": s.Repository.Path},
			"health":     health,
			"accounts":   accounts,
		}}
}

// result is a variant, or what is wrong with it.
type result struct {
	variant  *platform.Variant
	leaves   []leafConstraint // the places in its config where facts stand
	problems problem.Problems
}

// evaluate computes a variant's values and objects. It may run beside others.
func (ev *evaluator) evaluate(q request) result {
	comp := q.component
	defer comp.working()()
	config, problems := ev.config(q)
	if len(problems) > 0 || q.heard.failed {
		return result{problems: problems}
	}
	given, err := ev.given(q)
	if err != nil {
		return result{problems: q.component.broken(err)}
	}
	version := cmp.Or(q.settings.version, comp.Source.Version())
	filled := comp.root.Unify(ev.ctx.Encode(map[string]any{
		"platform": ev.platform, "cluster": ev.cluster(q), "has": q.has, "given": given, "asked": q.heard.asked,
		"providers": q.providers, "version": version, "config": config,
	}))
	v := &platform.Variant{Component: &comp.Component, Name: q.name, Version: version}
	if problems := ev.decodeConfig(q, config, filled, v); len(problems) > 0 {
		return result{problems: problems}
	}
	if q.lacks {
		return result{} // what it requires is not there, which is told of its clusters
	}
	if err := ev.decode(q, filled, v); err != nil {
		return result{problems: q.component.broken(err)}
	}
	return result{variant: v, leaves: leavesOf(q, v), problems: ev.override(q, v)}
}

// decode reads what the component computed.
func (ev *evaluator) decode(q request, filled cue.Value, v *platform.Variant) error {
	for _, f := range []componentField{{"secrets", &v.Secrets}, {"images", &v.Images}, {"ignoreDrift", &v.IgnoreDrift}} {
		if err := decodePath(filled, f.name, f.into); err != nil {
			return err
		}
	}
	var permissions struct {
		Namespaces   []string             `json:"namespaces"`
		ClusterKinds []platform.GroupKind `json:"clusterKinds"`
		TenantKinds  []platform.GroupKind `json:"tenantKinds"`
	}
	if problems := q.component.decodeField(filled, "permissions", &permissions); len(problems) > 0 {
		return problems
	}
	v.ClusterKinds, v.TenantKinds = permissions.ClusterKinds, permissions.TenantKinds
	v.Namespaces = slices.Compact(append([]string{v.Component.Namespace}, slices.Sorted(slices.Values(permissions.Namespaces))...))
	return ev.units(q, filled, v)
}

// config merges the profile and the user's layers and puts placeholders where
// the user wrote facts.
func (ev *evaluator) config(q request) (map[string]any, problem.Problems) {
	config := merge(q.component.Profiles[ev.spec.Profile], q.settings.config)
	l := q.layer()
	out, problems := ev.facts.parse(config, l.named("components", q.component.Name, "config"),
		func(path ...any) problem.Position {
			return l.at(append([]any{"components", q.component.Name, "config"}, path...)...)
		})
	if len(problems) > 0 {
		return nil, problems
	}
	if q.component.PerCluster {
		s, err := platform.Substitute(ev.facts.facts, out, q.cluster)
		if err != nil {
			return nil, problem.Problems{{Position: l.at("components", q.component.Name), Path: l.named("components", q.component.Name), Message: err.Error()}}
		}
		out = s
	}
	m, _ := out.(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	return m, nil
}

// cluster returns the facts as CUE sees them: placeholders, or a real
// cluster's for a component that is evaluated for each.
func (ev *evaluator) cluster(q request) map[string]any {
	if !q.component.PerCluster {
		return ev.facts.symbolic()
	}
	labels := map[string]any{}
	for k, v := range q.cluster.Labels {
		labels[k] = v
	}
	return map[string]any{"name": q.cluster.Name, "domain": q.cluster.Domain, "server": q.cluster.Server, "labels": labels}
}

// decodeConfig reads the config with the component's defaults; merged is what
// the user's layers say.
func (ev *evaluator) decodeConfig(q request, merged map[string]any, filled cue.Value, v *platform.Variant) problem.Problems {
	config := filled.LookupPath(cue.ParsePath("config"))
	err := decodeConcrete(config, &v.Config)
	if err == nil {
		return nil
	}
	profile := "profiles." + ev.spec.Profile
	if problems := q.component.unfit(ev.ctx, profile, q.component.Profiles[ev.spec.Profile]); len(problems) > 0 {
		return q.component.broken(problems)
	}
	name := q.component.Name
	l := q.layer()
	prefix := []any{"components", name, "config"}
	problems := cueCheck{schema: q.component.config, value: ev.ctx.Encode(merged), strip: 1, prefix: prefix, at: l.at}.problems(err)
	for i := range problems {
		problems[i].Path = l.named(problems[i].Path)
	}
	return ev.facts.readable(problems)
}
