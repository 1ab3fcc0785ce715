package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// graph returns the order of a cluster's units, nil after a problem. Clusters
// with the same units share one, so a problem is told once, of the first.
func (r *resolver) graph(i int, p *plan) *graph {
	if !p.graphed {
		p.graph, p.graphed = r.sharedGraph(i, p), true
	}
	return p.graph
}

func (r *resolver) sharedGraph(i int, pl *plan) *graph {
	layers, p, variants := pl.layers, pl.presence, r.variantsOf(pl)
	key := graphKey(variants)
	if g, ok := r.graphs[key]; ok {
		return g
	}
	r.graphs[key] = nil
	before := len(r.problems)
	r.checkCapabilities(i, layers, p)
	if len(r.problems) > before || len(variants) < len(p.components) {
		return nil
	}
	r.checkObjects(i, layers, variants)
	if len(r.problems) > before {
		return nil
	}
	g, dropped, cycle := order(variants, r.edges(variants, p))
	if cycle != nil {
		r.complain(i, layers, componentOf(cycle[0].from), "the components need each other in a circle: "+cycleText(cycle),
			"disable one of them; a requirement cannot be dropped")
		return nil
	}
	for _, e := range dropped {
		r.notes[fmt.Sprintf("%s does not wait for %s, although it uses %s: they would wait for each other", e.from, e.to, e.uses)] = true
	}
	r.graphs[key] = g
	return g
}

// checkCapabilities reports what is missing, doubled or in conflict.
func (r *resolver) checkCapabilities(i int, layers []*layer, p presence) {
	for _, name := range p.components {
		c := r.catalog[name]
		for _, capability := range c.Requires {
			if len(p.capabilities[capability]) == 0 {
				r.complain(i, layers, name, fmt.Sprintf("requires %s, which nothing on cluster %s provides", capability, r.clusterName(i)),
					"enable "+r.providersOf(capability))
			}
		}
		for _, other := range c.Conflicts {
			others := p.capabilities[other]
			if slices.Contains(p.components, other) {
				others = append(slices.Clone(others), other)
			}
			for _, o := range others {
				if o != name {
					r.complain(i, layers, name, fmt.Sprintf("cannot stand beside %s on cluster %s", o, r.clusterName(i)), "disable one of them")
				}
			}
		}
		for _, capability := range c.Exclusive {
			claims := func(other string) bool { return slices.Contains(r.catalog[other].Exclusive, capability) }
			all := p.capabilities[capability]
			if first := slices.IndexFunc(all, claims); len(all) > 1 && first >= 0 && all[first] == name {
				r.complain(i, layers, name, fmt.Sprintf("%s is provided by %s on cluster %s; only one may", capability,
					strings.Join(all, " and "), r.clusterName(i)), "disable all but one of them")
			}
		}
	}
}

// checkObjects reports objects that two units of a cluster both hold: they
// would take them from each other for ever.
func (r *resolver) checkObjects(i int, layers []*layer, variants []*platform.Variant) {
	owner := map[string]string{}
	for _, v := range variants {
		for _, u := range v.Units {
			for _, o := range u.Objects {
				id := objectID(o)
				if other, ok := owner[id]; ok {
					r.complain(i, layers, v.Component.Name, fmt.Sprintf("%s is an object of %s and of %s on cluster %s", id, other, u.Name, r.clusterName(i)),
						"rename it in one of them, or disable one")
					continue
				}
				owner[id] = u.Name
			}
		}
	}
}

// providersOf names the components of the catalog that provide a capability.
func (r *resolver) providersOf(capability string) string {
	var names []string
	for name, c := range r.catalog {
		if slices.Contains(c.Provides, capability) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return "a component that provides it; no catalog has one"
	}
	return strings.Join(names, " or ")
}

func (r *resolver) clusterName(i int) string { return r.input.Spec.Clusters[i].Name }

// complain reports a problem of a component where the strongest layer names it.
func (r *resolver) complain(i int, layers []*layer, component, message, hint string) {
	l := strongest(layers, component)
	r.problems = append(r.problems, problem.Problem{
		Position: l.at("components", component), Path: l.path + ".components." + component, Message: message, Hint: hint,
	})
}

// strongest is the last layer that names a component, else the first layer.
func strongest(layers []*layer, component string) *layer {
	for _, l := range slices.Backward(layers) {
		if _, ok := l.components[component]; ok {
			return l
		}
	}
	return layers[0]
}

func componentOf(unit string) string { return strings.TrimSuffix(unit, "-config") }
