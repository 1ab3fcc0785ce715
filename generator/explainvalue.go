package generator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// ValueExplanation is where one setting of a component, or one value of its charts, came from on a cluster.
type ValueExplanation struct {
	Cluster   string `json:"cluster"`
	Component string `json:"component"`
	// Path begins with config or values; of a further chart with the unit's name.
	Path  string `json:"path"`
	Value any    `json:"value"`
	// Why is the chain of a setting, or the overrides of a value.
	Why []Why `json:"why"`
	// Computed is how the component computes a value; nil for a setting.
	Computed *Computed `json:"computed,omitempty"`
	// ReadBy are the values that are computed from a setting.
	ReadBy []string `json:"readBy,omitempty"`
	// Clusters are those that share it, this one among them.
	Clusters []string `json:"clusters"`
	// How says where to change it.
	How string `json:"how"`
}

// Computed is where a component computes a value, and from what.
type Computed struct {
	Place
	Reads []Read `json:"reads"`
}

// Read is something that a value is computed from.
type Read struct {
	Name  string `json:"name"`
	Value any    `json:"value,omitempty"`
	Why   []Why  `json:"why"`
}

// ExplainValue says where a setting or a value came from: config.issuer.kind, values.replicas or, of a further chart,
// UNIT.replicas.
func (o *Origins) ExplainValue(cluster, component, path string, blame Blame) (*ValueExplanation, error) {
	e, err := Explain(o.Platform, cluster, component)
	if err != nil {
		return nil, err
	}
	steps, err := parsePath(path)
	if err != nil {
		return nil, err
	}
	_, v, err := variantOn(o.Platform, cluster, component)
	if err != nil {
		return nil, err
	}
	out := &ValueExplanation{Cluster: cluster, Component: component, Path: load.PathText(steps...), Clusters: sharing(o.Platform, v)}
	head, rest := steps[0], steps[1:]
	if head == "config" {
		return out, o.setting(out, e, v, rest, blame)
	}
	unit, values := component, e.Values
	if head != "values" {
		unit, _ = head.(string)
		values = e.Parts[unit]
	}
	if values == nil {
		return nil, problem.Problems{{Message: fmt.Sprintf("%s of %s is neither a setting nor a chart's value", path, component), Hint: "a path begins with " + strings.Join(append([]string{"config"}, e.ValueHeads()...), " or ")}}
	}
	return out, o.value(out, unit, values, rest, blame)
}

// ValueHeads are what paths of values may begin with: values and, for those of further charts, their units' names.
func (e *Explanation) ValueHeads() []string {
	var out []string
	if e.Values != nil {
		out = append(out, "values")
	}
	for _, unit := range e.Units {
		if e.Parts[unit] != nil {
			out = append(out, unit)
		}
	}
	return out
}

func (o *Origins) setting(out *ValueExplanation, e *Explanation, v *platform.Variant, path []any, blame Blame) error {
	why := o.Setting(out.Cluster, out.Component, path)
	value, ok := load.ValueAt(e.Config, path)
	if !ok && len(why) == 0 {
		return nothingAt(out, "see: slipway catalog show "+out.Component)
	}
	out.Value, out.Why = value, blame.whys(why)
	out.ReadBy = o.readBy(v, "config."+load.PathText(path...))
	out.How = o.howToSet(out.Component, why, path)
	return nil
}

// howToSet says where a setting is changed: where the strongest level says it, or where it may be said.
func (o *Origins) howToSet(component string, why []load.Origin, path []any) string {
	if n := len(why); n > 0 && why[n-1].Level != "catalog" && !strings.HasPrefix(why[n-1].Level, "profile ") {
		return fmt.Sprintf("edit %s:%d", why[n-1].File, why[n-1].Line)
	}
	return fmt.Sprintf("nothing of yours says it: add %s to %s, or to a group or a cluster",
		load.PathText(append([]any{"spec", "components", component, "config"}, path...)...), o.PlaceOf().File)
}

func (o *Origins) value(out *ValueExplanation, unit string, values map[string]any, path []any, blame Blame) error {
	value, ok := load.ValueAt(values, path)
	if !ok {
		return nothingAt(out, "slipway explain "+out.Cluster+" "+out.Component+" shows all")
	}
	out.Value = value
	out.Why = blame.whys(o.Overrides(out.Cluster, out.Component, unit, path))
	field := []string{"values"}
	if part, ok := strings.CutPrefix(unit, out.Component+"-"); ok && unit != out.Component {
		field = []string{"parts", part, "values"}
	}
	if computed, ok := o.Computed(out.Component, append(field, keys(path)...)...); ok {
		out.Computed = &Computed{Place: blame.place(computed.Position), Reads: []Read{}}
		for _, name := range computed.Reads {
			out.Computed.Reads = append(out.Computed.Reads, o.read(out, name, blame))
		}
	}
	out.How = strings.TrimSpace(fmt.Sprintf("set what it is computed from, or override %s", load.PathText(path...))) + fmt.Sprintf(" in overrides/%s.yaml", unit)
	if len(out.Why) > 0 {
		out.How = fmt.Sprintf("edit %s:%d", out.Why[len(out.Why)-1].File, out.Why[len(out.Why)-1].Line)
	}
	return nil
}

// read says what is known of something that a value is computed from.
func (o *Origins) read(of *ValueExplanation, name string, blame Blame) Read {
	out := Read{Name: name, Why: []Why{}}
	steps, err := parsePath(name)
	if err != nil {
		return out
	}
	c := o.Cluster(of.Cluster)
	switch head := steps[0]; {
	case head == "config" && len(steps) > 1:
		_, v, _ := variantOn(o.Platform, of.Cluster, of.Component)
		out.Value, _ = load.ValueAt(v.Config, steps[1:])
		if filled, err := platform.Substitute(o.Facts, out.Value, c); err == nil {
			out.Value = filled
		}
		out.Why = blame.whys(o.Setting(of.Cluster, of.Component, steps[1:]))
	case head == "cluster" && len(steps) > 1:
		out.Why = []Why{{Level: "cluster " + c.Name, Place: blame.place(o.Place(c.Name, steps[1:]...))}}
	case head == "platform" && len(steps) > 1:
		out.Why = []Why{{Level: "platform", Place: blame.place(o.PlaceOf(append([]any{"spec"}, steps[1:]...)...))}}
	case head == "has" && len(steps) > 1:
		providers := providersOn(c, fmt.Sprint(steps[1]))
		out.Value = len(providers) > 0
		for _, name := range providers {
			out.Why = append(out.Why, blame.whys(o.Enabled(c.Name, name))...)
		}
	}
	return out
}

// readBy are the values of a variant's charts that are computed from a setting.
func (o *Origins) readBy(v *platform.Variant, setting string) []string {
	var out []string
	for i, u := range v.Units {
		field, head := []string{"values"}, "values"
		if i > 0 {
			field, head = []string{"parts", strings.TrimPrefix(u.Name, v.Component.Name+"-"), "values"}, u.Name
		}
		for _, path := range load.LeafPaths(u.Values) {
			computed, _ := o.Computed(v.Component.Name, append(slices.Clone(field), keys(path)...)...)
			if slices.ContainsFunc(computed.Reads, func(r string) bool {
				return r == setting || strings.HasPrefix(setting, r+".") || strings.HasPrefix(r, setting+".")
			}) {
				out = append(out, load.PathText(append([]any{head}, path...)...))
			}
		}
	}
	return out
}

func nothingAt(e *ValueExplanation, hint string) error {
	return problem.Problems{{Message: fmt.Sprintf("%s on %s has nothing at %s", e.Component, e.Cluster, e.Path), Hint: hint}}
}

// sharing are the clusters that have a variant.
func sharing(p *platform.Platform, v *platform.Variant) []string {
	out := []string{}
	for _, c := range p.Clusters {
		if placement, ok := c.Unit(v.Component.Name); ok && placement.Unit.Variant == v {
			out = append(out, c.Name)
		}
	}
	return out
}

// providersOn are the components of a cluster that provide a capability.
func providersOn(c *platform.Cluster, capability string) []string {
	var out []string
	for _, p := range c.Placements {
		if comp := p.Unit.Variant.Component; p.Unit.Name == comp.Name && slices.Contains(comp.Provides, capability) {
			out = append(out, comp.Name)
		}
	}
	return out
}

func keys(path []any) []string {
	var out []string
	for _, step := range path {
		name, ok := step.(string)
		if !ok {
			break
		}
		out = append(out, name)
	}
	return out
}
