package svg

import (
	"cmp"
	"slices"

	"github.com/slipway-platform/slipway/generator/graph"
)

// node is a unit in its layer, or a place where lines pass units by.
type node struct {
	unit *graph.Unit // nil where lines pass
	// before and behind are those of the next layers that a line leads to.
	before, behind []*node
	layer, at      int
	y, h           int
}

func (n *node) middle() int { return n.y + n.h/2 }

// layers are units by wave and, between them, the ways of lines, each from the
// unit that is waited for. Lines to one unit share their way.
type layers struct {
	nodes [][]*node
	ways  [][]*node // by edge
	alone []*node   // units without lines
}

// passing is where lines to a unit pass a layer; those of uses are apart.
type passing struct {
	to    string
	weak  bool
	layer int
}

func layersOf(d *graph.Dependencies, height func(graph.Unit) int) *layers {
	l := &layers{}
	units := map[string]*node{}
	linked := map[string]bool{}
	for _, e := range d.Edges {
		linked[e.From], linked[e.To] = true, true
	}
	for i, u := range d.Units {
		n := &node{unit: &d.Units[i], layer: u.Wave, h: height(u)}
		if units[u.Name] = n; !linked[u.Name] {
			l.alone = append(l.alone, n)
			continue
		}
		l.add(n)
	}
	between := map[passing]*node{}
	for _, e := range d.Edges {
		to, from := units[e.To], units[e.From]
		way := []*node{to}
		for layer := to.layer + 1; layer < from.layer; layer++ {
			key := passing{e.To, e.Kind == graph.Uses, layer}
			if between[key] == nil {
				between[key] = &node{layer: layer}
				l.add(between[key])
			}
			way = append(way, between[key])
		}
		l.ways = append(l.ways, append(way, from))
		link(append(way, from))
	}
	l.order()
	l.place()
	return l
}

func (l *layers) add(n *node) {
	for len(l.nodes) <= n.layer {
		l.nodes = append(l.nodes, nil)
	}
	n.at = len(l.nodes[n.layer])
	l.nodes[n.layer] = append(l.nodes[n.layer], n)
}

// link makes neighbours of what follows each other. Where clusters differ a unit
// may wait for one that has the greater wave elsewhere; that line pulls nothing.
func link(way []*node) {
	for i := 1; i < len(way); i++ {
		a, b := way[i-1], way[i]
		if a.layer < b.layer && !slices.Contains(a.behind, b) {
			a.behind, b.before = append(a.behind, b), append(b.before, a)
		}
	}
}

const sweeps = 8 // after which lines hardly cross less

// order puts each layer in the order of what its lines lead to, so that few cross.
func (l *layers) order() {
	for i := range sweeps {
		l.sweep(i%2 == 0, func(layer []*node, neighbours func(*node) []*node) {
			slices.SortStableFunc(layer, func(a, b *node) int { return cmp.Compare(centre(a, neighbours), centre(b, neighbours)) })
			for i, n := range layer {
				n.at = i
			}
		})
	}
}

// centre is the mean place of neighbours, in whole thousandths: fractions are
// not the same on every processor.
func centre(n *node, neighbours func(*node) []*node) int {
	near := neighbours(n)
	if len(near) == 0 {
		return n.at * 1000
	}
	sum := 0
	for _, m := range near {
		sum += m.at * 1000
	}
	return sum / len(near)
}

// sweep visits layers one after the other, with the neighbours that were visited before.
func (l *layers) sweep(forward bool, visit func(layer []*node, neighbours func(*node) []*node)) {
	for i := range l.nodes {
		if forward {
			visit(l.nodes[i], func(n *node) []*node { return n.before })
			continue
		}
		visit(l.nodes[len(l.nodes)-1-i], func(n *node) []*node { return n.behind })
	}
}
