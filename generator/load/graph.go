package load

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// graph is the order of the units on the clusters that hold the same ones.
type graph struct {
	wave  map[string]int
	needs map[string][]string
}

// edge says that one unit needs another first.
type edge struct {
	from, to string
	// uses is the capability for an edge that may be dropped, empty for one
	// that may not; rank is its place in the component's list, later is weaker.
	uses string
	rank int
}

// place puts variants' units in order.
func (g *graph) place(variants []*platform.Variant) []platform.Placement {
	var out []platform.Placement
	for _, v := range variants {
		for _, u := range v.Units {
			out = append(out, platform.Placement{Unit: u, Wave: g.wave[u.Name], Needs: g.needs[u.Name]})
		}
	}
	slices.SortFunc(out, func(a, b platform.Placement) int {
		return cmp.Or(cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.Unit.Name, b.Unit.Name))
	})
	return out
}

// graphKey is what a graph depends on: which units there are.
func graphKey(variants []*platform.Variant) string {
	var b strings.Builder
	for _, v := range variants {
		for _, u := range v.Units {
			b.WriteString(u.Name + " ")
		}
	}
	return b.String()
}

// edges returns what every unit needs, given what is present.
func (r *resolver) edges(variants []*platform.Variant, p presence) []edge {
	last := map[string]string{}
	for _, v := range variants {
		last[v.Component.Name] = v.Units[len(v.Units)-1].Name
	}
	var edges []edge
	for _, v := range variants {
		c := v.Component
		for i := 1; i < len(v.Units); i++ {
			edges = append(edges, edge{from: v.Units[i].Name, to: v.Units[i-1].Name})
		}
		for _, capability := range c.Requires {
			for _, provider := range p.capabilities[capability] {
				if provider != c.Name && last[provider] != "" {
					edges = append(edges, edge{from: c.Name, to: last[provider]})
				}
			}
		}
		user := c.Name
		if c.Name == r.agentComponent {
			// Bootstrap installs the agent before everything else; only its second unit can wait.
			if user = last[c.Name]; user == c.Name {
				continue
			}
		}
		for i, capability := range c.Uses {
			for _, provider := range p.capabilities[capability] {
				if provider != c.Name && last[provider] != "" {
					edges = append(edges, edge{from: user, to: provider, uses: capability, rank: i})
				}
			}
		}
	}
	return edges
}

// order drops the weakest uses from every cycle and computes the waves. The
// second result are the edges dropped; the third is a cycle that cannot be
// broken, nil when there is none.
func order(variants []*platform.Variant, edges []edge) (*graph, []edge, []edge) {
	var dropped []edge
	for {
		cycle := findCycle(edges)
		if cycle == nil {
			break
		}
		weakest, ok := weakestUse(cycle)
		if !ok {
			return nil, dropped, cycle
		}
		dropped = append(dropped, weakest)
		edges = slices.DeleteFunc(slices.Clone(edges), func(e edge) bool { return e == weakest })
	}
	g := &graph{wave: map[string]int{}, needs: map[string][]string{}}
	for _, e := range edges {
		g.needs[e.from] = append(g.needs[e.from], e.to)
	}
	for unit, needs := range g.needs {
		slices.Sort(needs)
		g.needs[unit] = slices.Compact(needs)
	}
	for _, v := range variants {
		for _, u := range v.Units {
			g.depth(u.Name)
		}
	}
	return g, dropped, nil
}

func (g *graph) depth(unit string) int {
	if w, ok := g.wave[unit]; ok {
		return w
	}
	w := 0
	for _, n := range g.needs[unit] {
		w = max(w, g.depth(n)+1)
	}
	g.wave[unit] = w
	return w
}

// weakestUse picks the edge to drop: the one latest in its component's list.
func weakestUse(cycle []edge) (edge, bool) {
	uses := slices.DeleteFunc(slices.Clone(cycle), func(e edge) bool { return e.uses == "" })
	if len(uses) == 0 {
		return edge{}, false
	}
	return slices.MaxFunc(uses, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	}), true
}

// findCycle returns the edges of one cycle, the same one for the same edges.
func findCycle(edges []edge) []edge {
	out := map[string][]edge{}
	var units []string
	for _, e := range edges {
		if out[e.from] == nil {
			units = append(units, e.from)
		}
		out[e.from] = append(out[e.from], e)
	}
	slices.Sort(units)
	const onPath, done = 1, 2
	state := map[string]int{}
	var path []edge
	var visit func(unit string) []edge
	visit = func(unit string) []edge {
		state[unit] = onPath
		for _, e := range out[unit] {
			path = append(path, e)
			if state[e.to] == onPath {
				start := slices.IndexFunc(path, func(p edge) bool { return p.from == e.to })
				return slices.Clone(path[start:])
			}
			if state[e.to] == 0 {
				if c := visit(e.to); c != nil {
					return c
				}
			}
			path = path[:len(path)-1]
		}
		state[unit] = done
		return nil
	}
	for _, u := range units {
		if state[u] == 0 {
			if c := visit(u); c != nil {
				return c
			}
		}
	}
	return nil
}

func cycleText(cycle []edge) string {
	names := []string{cycle[0].from}
	for _, e := range cycle {
		names = append(names, e.to)
	}
	return strings.Join(names, " → ")
}
