package load

import (
	"fmt"
	"maps"
	"slices"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// checkSettings checks what every layer says of components, whether or not the
// component ends up enabled anywhere.
func (r *resolver) checkSettings() problem.Problems {
	var problems problem.Problems
	for _, l := range r.allLayers() {
		for _, name := range slices.Sorted(maps.Keys(l.components)) {
			problems = append(problems, r.checkOne(l, name, l.components[name])...)
		}
		for _, name := range slices.Sorted(maps.Keys(l.versions)) {
			problems = append(problems, r.checkVersion(l, name, "versions", name)...)
		}
	}
	for _, o := range r.input.overrides {
		problems = append(problems, r.checkOverride(o)...)
	}
	return problems
}

// allLayers are the platform, the groups, the rings and the clusters' own.
func (r *resolver) allLayers() []*layer {
	layers := []*layer{r.platformLayer}
	layers = append(layers, r.groupLayers...)
	layers = append(layers, r.ringLayers...)
	for i, c := range r.input.Spec.Clusters {
		if len(c.Components) > 0 {
			own := r.layersOf(i)
			layers = append(layers, own[len(own)-1])
		}
	}
	return layers
}

func (r *resolver) checkOne(l *layer, name string, s platform.Settings) problem.Problems {
	c, known := r.catalog[name]
	if !known {
		return problem.Problems{r.unknownComponent(l.at("components", name), l.named("components", name), name)}
	}
	if c.ForTenants {
		return problem.Problems{{Position: l.at("components", name), Path: l.named("components", name),
			Message: name + " is what tenants get, and cannot be enabled by itself", Hint: "list the team under spec.tenants"}}
	}
	var problems problem.Problems
	if s.Version != "" {
		problems = append(problems, r.checkVersion(l, name, "components", name, "version")...)
	}
	if name == r.agentComponent && s.Enabled != nil && !*s.Enabled {
		problems = append(problems, problem.Problem{Position: l.at("components", name, "enabled"), Path: l.named("components", name, "enabled"),
			Message: "the agent's own component cannot be disabled", Hint: "it is how the agent manages itself; choose another agent with spec.agent"})
	}
	if len(s.Config) == 0 {
		return problems
	}
	at := func(path ...any) problem.Position {
		return l.at(append([]any{"components", name, "config"}, path...)...)
	}
	path := l.named("components", name, "config")
	config, ps := r.evaluator.facts.parse(s.Config, path, at)
	if len(ps) > 0 {
		return append(problems, ps...)
	}
	v := c.config.Unify(r.evaluator.ctx.Encode(config))
	if err := v.Validate(); err != nil {
		ps := cueCheck{schema: c.config, value: r.evaluator.ctx.Encode(config), strip: 1, partial: true,
			prefix: []any{"components", name, "config"}, at: l.at}.problems(err)
		for i := range ps {
			ps[i].Path = l.named(ps[i].Path)
		}
		problems = append(problems, r.evaluator.facts.readable(ps)...)
	}
	return problems
}

func (r *resolver) checkVersion(l *layer, name string, path ...any) problem.Problems {
	c, known := r.catalog[name]
	where := l.named(path...)
	switch {
	case !known:
		return problem.Problems{r.unknownComponent(l.at(path...), where, name)}
	case c.Source.Files != nil:
		return problem.Problems{{Position: l.at(path...), Path: where,
			Message: name + " has no other version: its objects live in the catalog", Hint: "remove the version"}}
	}
	return nil
}

func (r *resolver) unknownComponent(at problem.Position, path, name string) problem.Problem {
	p := NoComponent(name, r.names())
	p.Position, p.Path = at, path
	return p
}

// NoComponent is the name of a component that no catalog has; known are those that they have.
func NoComponent(name string, known []string) problem.Problem {
	return problem.Problem{Message: fmt.Sprintf("no catalog has a component %q", name),
		Hint: problem.Suggest(name, known, "see: slipway catalog list")}
}

func (r *resolver) checkOverride(o override) problem.Problems {
	known := func(c *compiled) bool { return isFor(o.Component, &c.Component) }
	if !slices.ContainsFunc(slices.Collect(maps.Values(r.catalog)), known) && !slices.ContainsFunc(slices.Collect(maps.Values(r.all())), known) {
		p := NoComponent(o.Component, r.overridable())
		p.File = o.File
		return problem.Problems{p}
	}
	if o.Cluster == "" {
		return nil
	}
	var names []string
	for _, c := range r.input.Spec.Clusters {
		names = append(names, c.Name)
	}
	if slices.Contains(names, o.Cluster) {
		return nil
	}
	return problem.Problems{{Position: problem.Position{File: o.File}, Message: fmt.Sprintf("there is no cluster %q", o.Cluster),
		Hint: problem.Suggest(o.Cluster, names, "the file's name is a cluster's name")}}
}

// overridable are the names of components and of their parts.
func (r *resolver) overridable() []string {
	var out []string
	for name, c := range r.all() {
		out = append(out, name)
		for _, part := range c.Parts {
			out = append(out, c.PartUnit(part))
		}
	}
	slices.Sort(out)
	return out
}

// leafConstraint is a place in a component's config where a fact stands.
type leafConstraint struct {
	variant *platform.Variant
	path    string // in the config
	text    string
	schema  cue.Value
	allows  func(string) bool
	at      problem.Position
	where   string
}
