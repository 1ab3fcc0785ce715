package generator

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// Explanation is what a component comes to on one cluster.
type Explanation struct {
	Cluster   string   `json:"cluster"`
	Component string   `json:"component"`
	Version   string   `json:"version"`
	Variant   string   `json:"variant"`
	Namespace string   `json:"namespace"`
	Units     []string `json:"units"`
	// Route is how Git reaches the agent, where it does not read Git itself.
	Route  string         `json:"route,omitempty"`
	Config map[string]any `json:"config"`
	// Values are the chart values with the cluster's facts in place; nil for a
	// component without a chart.
	Values map[string]any `json:"values,omitempty"`
	// Parts are the same of the component's further charts, by unit.
	Parts map[string]map[string]any `json:"parts,omitempty"`
	*Reasons
}

// Reasons say why a component is as it is on a cluster.
type Reasons struct {
	Enabled []Why `json:"enabled"`
	// NeededBy are the units of other components there that wait for it.
	NeededBy []string  `json:"neededBy"`
	Versions []Why     `json:"versions"`
	Settings []Setting `json:"settings"`
	// Overrides are what overrides/ says of its charts' values there, by file.
	Overrides []Why `json:"overrides"`
}

// Setting is a setting that something above the catalog's defaults says.
type Setting struct {
	Path  string `json:"path"`
	Value any    `json:"value"`
	Why   []Why  `json:"why"`
}

// Explain says what a component comes to on a cluster.
func Explain(p *platform.Platform, cluster, component string) (*Explanation, error) {
	c, v, err := variantOn(p, cluster, component)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Cluster: cluster, Component: component, Version: v.Version, Variant: v.Name, Namespace: v.Component.Namespace, Route: p.Route}
	fill := func(from map[string]any) map[string]any {
		if from == nil || err != nil {
			return nil
		}
		var filled any
		if filled, err = platform.Substitute(p.Facts, from, c); err != nil {
			err = fmt.Errorf("explain %s on %s: %w", component, cluster, err)
			return nil
		}
		return filled.(map[string]any)
	}
	e.Config, e.Values = fill(v.Config), fill(v.Units[0].Values)
	for i, u := range v.Units {
		e.Units = append(e.Units, u.Name)
		if i > 0 && u.Chart != nil {
			if e.Parts == nil {
				e.Parts = map[string]map[string]any{}
			}
			e.Parts[u.Name] = fill(u.Values)
		}
	}
	return e, err
}

// variantOn is what a cluster has of a component.
func variantOn(p *platform.Platform, cluster, component string) (*platform.Cluster, *platform.Variant, error) {
	c, err := clusterNamed(p, cluster)
	if err != nil {
		return nil, nil, err
	}
	if placement, ok := c.Unit(component); ok {
		return c, placement.Unit.Variant, nil
	}
	var names []string
	for _, pl := range c.Placements {
		names = append(names, pl.Unit.Variant.Component.Name)
	}
	return nil, nil, problem.Problems{{Message: fmt.Sprintf("cluster %s has no component %q", cluster, component), Hint: problem.Suggest(component, names, "see: slipway catalog list")}}
}

// clusterNamed returns a cluster, or says that there is none of the name.
func clusterNamed(p *platform.Platform, name string) (*platform.Cluster, error) {
	if c := p.Cluster(name); c != nil {
		return c, nil
	}
	var names []string
	for _, c := range p.Clusters {
		names = append(names, c.Name)
	}
	return nil, problem.Problems{{Message: fmt.Sprintf("there is no cluster %q", name), Hint: problem.Suggest(name, names, "see: slipway graph topology")}}
}

// YAML writes a value as Slipway writes YAML everywhere.
func YAML(v any) ([]byte, error) { return render.Marshal(v) }
