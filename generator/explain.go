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
}

// Explain says what a component comes to on a cluster.
func Explain(p *platform.Platform, cluster, component string) (*Explanation, error) {
	c, err := clusterNamed(p, cluster)
	if err != nil {
		return nil, err
	}
	placement, ok := c.Unit(component)
	if !ok {
		var names []string
		for _, pl := range c.Placements {
			names = append(names, pl.Unit.Variant.Component.Name)
		}
		return nil, problem.Problems{{Message: fmt.Sprintf("cluster %s has no component %q", cluster, component), Hint: problem.Suggest(component, names, "see: slipway catalog list")}}
	}
	v := placement.Unit.Variant
	e := &Explanation{Cluster: cluster, Component: component, Version: v.Version, Variant: v.Name, Namespace: v.Component.Namespace, Route: p.Route}
	for _, u := range v.Units {
		e.Units = append(e.Units, u.Name)
	}
	for _, part := range []struct {
		from map[string]any
		into *map[string]any
	}{{v.Config, &e.Config}, {v.Values, &e.Values}} {
		if part.from == nil {
			continue
		}
		filled, err := platform.Substitute(p.Facts, part.from, c)
		if err != nil {
			return nil, fmt.Errorf("explain %s on %s: %w", component, cluster, err)
		}
		*part.into = filled.(map[string]any)
	}
	return e, nil
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
