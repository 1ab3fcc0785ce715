package generator

import (
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// ClusterExplanation is why a cluster has what it has.
type ClusterExplanation struct {
	Cluster string `json:"cluster"`
	Place
	Role      string `json:"role"`
	RunsAgent bool   `json:"runsAgent"`
	// Shard is the one that serves it; nil where there is one alone.
	Shard  *int              `json:"shard,omitempty"`
	Domain string            `json:"domain"`
	Labels map[string]string `json:"labels,omitempty"`
	// Ring and Groups are those that its labels put it into.
	Ring       *Membership       `json:"ring,omitempty"`
	Groups     []Membership      `json:"groups"`
	Components []PlacedComponent `json:"components"`
}

// Membership is a ring or a group that a cluster is in, by its labels.
type Membership struct {
	Name  string            `json:"name"`
	Match map[string]string `json:"match,omitempty"`
	Place
}

// PlacedComponent is a component on a cluster.
type PlacedComponent struct {
	Component string `json:"component"`
	Version   string `json:"version"`
	Variant   string `json:"variant"`
	Enabled   []Why  `json:"enabled"`
}

// ExplainCluster says why a cluster has what it has.
func (o *Origins) ExplainCluster(name string, blame Blame) (*ClusterExplanation, error) {
	c, err := clusterNamed(o.Platform, name)
	if err != nil {
		return nil, err
	}
	out := &ClusterExplanation{Cluster: name, Place: blame.place(o.Place(name)), Role: c.Role, RunsAgent: c.RunsAgent, Shard: c.Shard, Domain: c.Domain, Labels: c.Labels, Groups: []Membership{}, Components: []PlacedComponent{}}
	for i, g := range o.Groups {
		if slices.Contains(c.Groups, g.Name) {
			out.Groups = append(out.Groups, Membership{g.Name, g.Match, blame.place(o.PlaceOf("spec", "groups", i))})
		}
	}
	for i, r := range o.Rings {
		if r.Name == c.Ring {
			out.Ring = &Membership{r.Name, r.Match, blame.place(o.PlaceOf("spec", "rings", i))}
		}
	}
	for _, v := range variantsOn(c) {
		out.Components = append(out.Components, PlacedComponent{v.Component.Name, v.Version, v.Name, blame.whys(o.Enabled(name, v.Component.Name))})
	}
	return out, nil
}

// variantsOn are those of a cluster, by component.
func variantsOn(c *platform.Cluster) []*platform.Variant {
	by := map[string]*platform.Variant{}
	for _, p := range c.Placements {
		by[p.Unit.Variant.Component.Name] = p.Unit.Variant
	}
	var out []*platform.Variant
	for _, name := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[name])
	}
	return out
}

// ComponentExplanation is where a component is, and why.
type ComponentExplanation struct {
	Component string               `json:"component"`
	Summary   string               `json:"summary"`
	Provides  []string             `json:"provides"`
	Variants  []VariantExplanation `json:"variants"`
	// NeededBy are the units of other components that wait for it somewhere.
	NeededBy []string `json:"neededBy"`
}

// VariantExplanation is one version and config of a component, and who has it.
type VariantExplanation struct {
	Variant  string    `json:"variant"`
	Version  string    `json:"version"`
	Clusters []string  `json:"clusters"`
	Enabled  []Why     `json:"enabled"`
	Settings []Setting `json:"settings"`
	// Overrides are what overrides/ says of its charts' values, on the first of the clusters.
	Overrides []Why `json:"overrides"`
}

// ExplainComponent says where a component is, and why; nil where the platform has none of the name.
func (o *Origins) ExplainComponent(name string, blame Blame) (*ComponentExplanation, error) {
	i := slices.IndexFunc(o.Components, func(c *platform.Component) bool { return c.Name == name })
	if i < 0 {
		return nil, nil
	}
	c := o.Components[i]
	out := &ComponentExplanation{Component: name, Summary: c.Summary, Provides: append([]string{}, c.Provides...), NeededBy: []string{}}
	needed := map[string]bool{}
	for _, v := range c.Variants {
		clusters := sharing(o.Platform, v)
		e, err := o.Explain(clusters[0], name, blame)
		if err != nil {
			return nil, err
		}
		out.Variants = append(out.Variants, VariantExplanation{v.Name, v.Version, clusters, e.Enabled, e.Settings, e.Overrides})
		for _, unit := range e.NeededBy {
			needed[unit] = true
		}
	}
	out.NeededBy = append(out.NeededBy, slices.Sorted(maps.Keys(needed))...)
	return out, nil
}

// CapabilityExplanation is who provides a capability on a platform, and who needs it.
type CapabilityExplanation struct {
	graph.Capability
	// Without are the clusters on which nobody provides it.
	Without []string `json:"without"`
}

// ExplainCapability says who provides a capability and who needs it; nil where no component of the platform does either.
func (o *Origins) ExplainCapability(name string) *CapabilityExplanation {
	out := &CapabilityExplanation{Without: []string{}, Capability: graph.Capability{Name: name}}
	for _, c := range o.Components {
		for _, is := range []struct {
			words []string
			into  *[]string
		}{{c.Provides, &out.ProvidedBy}, {c.Requires, &out.RequiredBy}, {slices.Concat(c.Uses, c.Reads), &out.UsedBy}} {
			if slices.Contains(is.words, name) {
				*is.into = append(*is.into, c.Name)
			}
		}
	}
	if len(out.ProvidedBy)+len(out.RequiredBy)+len(out.UsedBy) == 0 {
		return nil
	}
	for _, c := range o.Clusters {
		if len(providersOn(c, name)) == 0 {
			out.Without = append(out.Without, c.Name)
		}
	}
	return out
}

// ExplainName says what a name stands for: a cluster, a component or a capability, or several of these.
func (o *Origins) ExplainName(name string, blame Blame) ([]any, error) {
	var out []any
	if o.Cluster(name) != nil {
		c, err := o.ExplainCluster(name, blame)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	component, err := o.ExplainComponent(name, blame)
	if err != nil {
		return nil, err
	}
	if component != nil {
		out = append(out, component)
	}
	if capability := o.ExplainCapability(name); capability != nil {
		out = append(out, capability)
	}
	if len(out) == 0 {
		return nil, problem.Problems{{Message: fmt.Sprintf("the platform has nothing called %q", name),
			Hint: problem.Suggest(name, ExplainableNames(o.Platform), "name a cluster, a component, a capability or a file; see: slipway graph")}}
	}
	return out, nil
}

// ExplainableNames are those of a platform's clusters and components, and of the capabilities that it has; sorted.
func ExplainableNames(p *platform.Platform) []string {
	var out []string
	for _, c := range p.Clusters {
		out = append(out, c.Name)
	}
	for _, c := range p.Components {
		out = append(append(out, c.Name), c.Provides...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ExplainablePaths are those of the settings and of the chart values that a component has on a cluster, settings first.
func ExplainablePaths(e *Explanation) []string {
	var out []string
	for _, part := range []struct {
		head string
		of   map[string]any
	}{{"config", e.Config}, {"values", e.Values}} {
		for _, path := range load.LeafPaths(part.of) {
			out = append(out, load.PathText(append([]any{part.head}, path...)...))
		}
	}
	return out
}
