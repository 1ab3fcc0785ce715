package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// graph returns the order of a cluster's units, nil after a complaint.
func (r *resolver) graph(i int, p *plan) *graph {
	if !p.graphed {
		p.graph, p.complaints = r.check(p)
		p.graphed = true
	}
	for _, c := range p.complaints {
		r.complain(i, p.layers, c)
	}
	return p.graph
}

// check says what is wrong with what belongs on a cluster, or puts it in order.
func (r *resolver) check(p *plan) (*graph, []complaint) {
	complaints := r.checkCapabilities(p.presence)
	variants := r.variantsOf(p)
	if len(complaints) > 0 || len(variants) < len(p.keys) {
		return nil, complaints
	}
	if complaints := append(checkUnits(variants), checkObjects(variants)...); len(complaints) > 0 {
		return nil, complaints
	}
	return r.sharedGraph(variants, p.presence)
}

// sharedGraph puts units in order, once for all clusters with the same ones.
func (r *resolver) sharedGraph(variants []*platform.Variant, p presence) (*graph, []complaint) {
	key := graphKey(variants)
	if g, ok := r.graphs[key]; ok {
		return g, nil
	}
	g, dropped, cycle := order(variants, r.edges(variants, p))
	if cycle != nil {
		return nil, []complaint{{component: componentOf(variants, cycle[0].from), before: "on ",
			after: " the components need each other in a circle: " + cycleText(cycle),
			hint:  "disable one of them; a requirement cannot be dropped"}}
	}
	for _, e := range dropped {
		r.notes[fmt.Sprintf("%s does not wait for %s, although it uses %s: they would wait for each other", e.from, e.to, e.uses)] = true
	}
	r.graphs[key] = g
	return g, nil
}

// checkCapabilities says what is missing, doubled or in conflict.
func (r *resolver) checkCapabilities(p presence) []complaint {
	var out []complaint
	for _, name := range p.components {
		c := r.catalog[name]
		for _, capability := range c.Requires {
			if len(p.capabilities[capability]) == 0 {
				out = append(out, complaint{component: name, before: fmt.Sprintf("requires %s, which nothing on ", capability), after: " provides",
					hint: "enable " + r.providersOf(capability)})
			}
		}
		for _, other := range c.Conflicts {
			others := p.capabilities[other]
			if slices.Contains(p.components, other) {
				others = append(slices.Clone(others), other)
			}
			for _, o := range others {
				if o != name {
					out = append(out, complaint{component: name, before: fmt.Sprintf("cannot stand beside %s on ", o), hint: "disable one of them"})
				}
			}
		}
		for _, capability := range c.Exclusive {
			claims := func(other string) bool { return slices.Contains(r.catalog[other].Exclusive, capability) }
			all := p.capabilities[capability]
			if slices.Contains(all, r.agentComponent) {
				if name != r.agentComponent {
					out = append(out, complaint{component: name, before: "is another agent than that of spec.agent, " + r.agentComponent + ", on ",
						hint: "remove it, or choose it by spec.agent"})
				}
				continue
			}
			if first := slices.IndexFunc(all, claims); len(all) > 1 && first >= 0 && all[first] == name {
				out = append(out, complaint{component: name, before: fmt.Sprintf("%s is provided by %s on ", capability, strings.Join(all, " and ")),
					after: "; only one may", hint: "disable all but one of them"})
			}
		}
	}
	return out
}

// checkUnits says which parts of components bear the name of another unit.
func checkUnits(variants []*platform.Variant) []complaint {
	owner := map[string]string{}
	var out []complaint
	for _, v := range variants {
		for _, u := range v.Units {
			if other, ok := owner[u.Name]; ok {
				out = append(out, complaint{component: v.Component.Name, before: fmt.Sprintf("unit %s is of %s and of %s on ", u.Name, other, v.Component.Name),
					hint: "rename the component or the part in your catalog, or disable one"})
			}
			owner[u.Name] = v.Component.Name
		}
	}
	return out
}

// checkObjects says which objects two units both hold: they would take them
// from each other for ever.
func checkObjects(variants []*platform.Variant) []complaint {
	owner := map[string]string{}
	var out []complaint
	for _, v := range variants {
		for _, u := range v.Units {
			for _, o := range u.Objects {
				id := objectID(o)
				if other, ok := owner[id]; ok && other == u.Name {
					out = append(out, complaint{component: v.Component.Name, before: fmt.Sprintf("holds %s twice on ", id), hint: "rename one of them in your catalog's component"})
					continue
				} else if ok {
					out = append(out, complaint{component: v.Component.Name, before: fmt.Sprintf("%s is an object of %s and of %s on ", id, other, u.Name),
						hint: "rename it in one of them, or disable one"})
					continue
				}
				owner[id] = u.Name
			}
		}
	}
	return out
}

// providersOf names the components of the catalog that provide a capability.
func (r *resolver) providersOf(capability string) string {
	var names []string
	for name, c := range r.all() {
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
