package graph

import (
	"cmp"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Dependencies are the units of clusters, and what waits for what.
type Dependencies struct {
	// Clusters are how many they were taken from.
	Clusters int `json:"clusters"`
	// Units by wave and name.
	Units []Unit `json:"units"`
	// Edges by their ends.
	Edges []Edge `json:"edges"`
	// Capabilities that a component requires or uses, by name.
	Capabilities []Capability `json:"capabilities"`
}

// Unit is what an agent applies at a time.
type Unit struct {
	Name      string `json:"name"`
	Component string `json:"component"`
	// Wave is its depth, the largest where clusters differ.
	Wave int `json:"wave"`
	// Clusters are how many it is on.
	Clusters int `json:"clusters"`
}

// Edge says that a unit waits for another, and why.
type Edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Kind is own (the other unit of the same component), requires or uses.
	Kind         string   `json:"kind"`
	Capabilities []string `json:"capabilities"`
}

// The kinds of edges.
const (
	Own      = "own"
	Requires = "requires"
	Uses     = "uses"
)

// Capability is something that components provide to others.
type Capability struct {
	Name       string   `json:"name"`
	ProvidedBy []string `json:"providedBy"`
	RequiredBy []string `json:"requiredBy"`
	UsedBy     []string `json:"usedBy"`
}

func dependenciesOf(clusters []*platform.Cluster) *Dependencies {
	d := &Dependencies{Clusters: len(clusters), Units: []Unit{}, Edges: []Edge{}, Capabilities: []Capability{}}
	units := map[string]*Unit{}
	edges := map[[2]string]bool{}
	components := map[string]*platform.Component{} // by unit
	for _, c := range clusters {
		for _, p := range c.Placements {
			name := p.Unit.Name
			if units[name] == nil {
				units[name] = &Unit{Name: name, Component: p.Unit.Variant.Component.Name}
				components[name] = p.Unit.Variant.Component
			}
			units[name].Clusters++
			units[name].Wave = max(units[name].Wave, p.Wave)
			for _, need := range p.Needs {
				edges[[2]string{name, need}] = true
			}
		}
	}
	for _, u := range units {
		d.Units = append(d.Units, *u)
	}
	slices.SortFunc(d.Units, func(a, b Unit) int { return cmp.Or(cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.Name, b.Name)) })
	for e := range edges {
		d.Edges = append(d.Edges, edgeOf(e[0], e[1], components))
	}
	slices.SortFunc(d.Edges, func(a, b Edge) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	d.Capabilities = append(d.Capabilities, capabilitiesOf(components)...)
	return d
}

// edgeOf says why one unit waits for another.
func edgeOf(from, to string, components map[string]*platform.Component) Edge {
	needs, provides := components[from], components[to]
	for _, reason := range []struct {
		kind         string
		capabilities []string
	}{{Requires, needs.Requires}, {Uses, needs.Uses}} {
		both := map[string]bool{}
		for _, capability := range reason.capabilities {
			if needs != provides && slices.Contains(provides.Provides, capability) {
				both[capability] = true
			}
		}
		if len(both) > 0 {
			return Edge{from, to, reason.kind, sorted(both)}
		}
	}
	return Edge{from, to, Own, []string{}}
}

func capabilitiesOf(components map[string]*platform.Component) []Capability {
	provided, required, used, all := sets{}, sets{}, sets{}, map[string]bool{}
	for _, c := range components {
		for _, capability := range c.Provides {
			provided.add(capability, c.Name)
		}
		for _, capability := range c.Requires {
			required.add(capability, c.Name)
			all[capability] = true
		}
		for _, capability := range slices.Concat(c.Uses, c.Reads) {
			used.add(capability, c.Name)
			all[capability] = true
		}
	}
	var out []Capability
	for _, name := range sorted(all) {
		out = append(out, Capability{name, sorted(provided[name]), sorted(required[name]), sorted(used[name])})
	}
	return out
}

// sets are names by what they belong to.
type sets map[string]map[string]bool

func (s sets) add(to, name string) {
	if s[to] == nil {
		s[to] = map[string]bool{}
	}
	s[to][name] = true
}

// Needs are the edges that lead from a unit.
func (d *Dependencies) Needs(unit string) []Edge {
	from, _ := slices.BinarySearchFunc(d.Edges, unit, func(e Edge, name string) int { return cmp.Compare(e.From, name) })
	to := from
	for to < len(d.Edges) && d.Edges[to].From == unit {
		to++
	}
	return d.Edges[from:to]
}
