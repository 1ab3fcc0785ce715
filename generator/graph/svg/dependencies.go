package svg

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/graph"
)

const (
	between = 96  // room for lines from one wave to the next
	widest  = 240 // the most that a unit's text takes
)

// classes are how the kinds of edges are drawn.
func class(kind string) string { return "g-" + kind }

// units knows what is said of each.
type units struct {
	*graph.Dependencies
	gives map[string][]string // capabilities that others wait for
}

// dependencies draws waves from left to right. A line leads from a unit to the
// one that it waits for.
func dependencies(d *graph.Dependencies) *canvas {
	c := newCanvas("dependencies")
	u := units{d, map[string][]string{}}
	for _, e := range d.Edges {
		u.gives[e.To] = append(u.gives[e.To], e.Capabilities...)
	}
	for name, gives := range u.gives {
		slices.Sort(gives)
		u.gives[name] = slices.Compact(gives)
	}
	y := c.heading(c.title, fmt.Sprintf("%s on %s; an arrow leads to what is waited for", count(len(d.Units), "unit"), count(d.Clusters, "cluster")))
	y = c.legend(y)
	l := layersOf(d, u.height)
	columns := u.columns(l)
	for i, col := range columns {
		if len(l.nodes[i]) > 0 {
			c.text("g-note", col.x, y+10, fmt.Sprintf("wave %d", i))
		}
	}
	y += 26
	for i, e := range d.Edges {
		c.way(e, l.ways[i], columns, y)
	}
	bottom := y
	l.each(func(n *node) {
		if n.unit != nil {
			b := box{columns[n.layer].x, y + n.y, columns[n.layer].w, n.h}
			c.unit(u, n.unit, b)
			bottom = max(bottom, b.bottom())
		}
	})
	c.alone(u, l.alone, bottom+2*pad)
	return c
}

// legend says how the kinds of edges look.
func (c *canvas) legend(y int) int {
	x := margin
	for _, entry := range []struct{ kind, text string }{
		{graph.Requires, "requires"}, {graph.Uses, "uses, where it is there"}, {graph.Own, "of the same component"},
	} {
		c.path(class(entry.kind), fmt.Sprintf("M%d %dh32", x, y))
		c.text("g-note", x+38, y+5, entry.text)
		x += 38 + measure(entry.text) + 2*pad
	}
	return y + 26
}

// columns are where waves stand, each as wide as its widest unit.
func (u units) columns(l *layers) []box {
	var out []box
	x := margin
	for _, layer := range l.nodes {
		w := 80
		for _, n := range layer {
			if n.unit != nil {
				w = max(w, min(measure(n.unit.Name), widest)+2*pad, min(measure(u.note(*n.unit)), widest)+2*pad)
			}
		}
		out = append(out, box{x: x, w: w})
		x += w + between
	}
	return out
}

// note stands below a unit's name: what others wait for it for, and where it is
// if that is not everywhere.
func (u units) note(unit graph.Unit) string {
	notes := slices.Clone(u.gives[unit.Name])
	if unit.Clusters < u.Clusters {
		notes = append(notes, fmt.Sprintf("%d of %d", unit.Clusters, u.Clusters))
	}
	return strings.Join(notes, ", ")
}

func (u units) height(unit graph.Unit) int {
	if u.note(unit) == "" {
		return line
	}
	return 46
}

func (c *canvas) unit(u units, unit *graph.Unit, b box) {
	about := []string{unit.Name, fmt.Sprintf("wave %d, on %d of %s", unit.Wave, unit.Clusters, count(u.Clusters, "cluster"))}
	for _, e := range u.Needs(unit.Name) {
		about = append(about, "waits for "+e.To+": "+because(e))
	}
	fmt.Fprintf(c, `<g data-unit="%s"><title>%s</title>`+"\n", escape(unit.Name), escape(strings.Join(about, "\n")))
	c.rect("g-box", b, "")
	c.text("g-strong", b.x+pad, b.y+20, fit(unit.Name, b.w-2*pad))
	if note := u.note(*unit); note != "" {
		c.text("g-note", b.x+pad, b.y+37, fit(note, b.w-2*pad))
	}
	c.WriteString("</g>\n")
}

func because(e graph.Edge) string {
	if e.Kind == graph.Own {
		return "same component"
	}
	return e.Kind + " " + strings.Join(e.Capabilities, ", ")
}

// way draws an edge from where its arrow ends, so that dashes of those that
// share a way fall together.
func (c *canvas) way(e graph.Edge, way []*node, columns []box, top int) {
	to := way[0]
	x, y := columns[to.layer].right(), top+to.middle()
	d := fmt.Sprintf("M%d %d", x+6, y)
	x += 6
	for _, n := range way[1:] {
		nextX, nextY := columns[n.layer].x, top+n.middle()
		bend := (x + nextX) / 2
		if nextX < x {
			bend = x + between/2
		}
		d += fmt.Sprintf("C%d %d %d %d %d %d", bend, y, bend, nextY, nextX, nextY)
		if x, y = nextX, nextY; n.unit == nil {
			x = columns[n.layer].right()
			d += fmt.Sprintf("H%d", x)
		}
	}
	fmt.Fprintf(c, `<g data-from="%s" data-to="%s"><title>%s</title>`+"\n", escape(e.From), escape(e.To), escape(e.From+" waits for "+e.To+": "+because(e)))
	c.path(class(e.Kind), d)
	c.head(columns[to.layer].right(), top+to.middle(), false)
	c.WriteString("</g>\n")
}

// alone draws units that wait for nothing and that nothing waits for, in a grid.
func (c *canvas) alone(u units, nodes []*node, y int) {
	if len(nodes) == 0 {
		return
	}
	w, h := 0, 0
	for _, n := range nodes {
		h = max(h, n.h)
		w = max(w, min(measure(n.unit.Name), widest)+2*pad, min(measure(u.note(*n.unit)), widest)+2*pad)
	}
	c.text("g-note", margin, y+10, "wave 0, and nothing waits for them")
	columns := max((max(c.width-2*margin, sheet)+pad)/(w+pad), 1)
	for i, n := range nodes {
		c.unit(u, n.unit, box{margin + i%columns*(w+pad), y + 26 + i/columns*(h+pad), w, h})
	}
}
