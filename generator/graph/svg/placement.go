package svg

import (
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/generator/graph"
)

const (
	cell = 24  // of the matrix
	room = 300 // the most that a row's or a column's text takes
)

// placement draws a matrix: a row for clusters that get exactly the same, and a
// column for a component at a version.
func placement(p *graph.Placement) *canvas {
	c := newCanvas("placement")
	clusters := 0
	left, above := 0, 0
	for _, s := range p.Sets {
		clusters += len(s.Clusters)
		left = max(left, min(measure(names(s)), room))
	}
	for _, component := range p.Components {
		above = max(above, min(measure(column(component)), room))
	}
	y := c.heading(c.title, fmt.Sprintf("%s on %s", count(len(p.Components), "component version"), count(clusters, "cluster")))
	y = c.marks(y)
	m := matrix{margin + left + pad, y + above + pad, p.Components}
	c.columns(m)
	for i, s := range p.Sets {
		c.row(m, s, m.y+i*cell, i%2 == 0)
	}
	return c
}

// matrix is where the first cell is, and what its columns are.
type matrix struct {
	x, y       int
	components []graph.Component
}

// marks says what cells mean.
func (c *canvas) marks(y int) int {
	x := margin
	for _, mark := range []struct {
		draw func(x, y int)
		text string
	}{
		{func(x, y int) { c.path("g-there", there(x, y)) }, "there"},
		{func(x, y int) { c.path("g-other", other(x, y)) }, "there with other values"},
		{func(x, y int) { c.path("g-absent", absent(x, y)) }, "not there"},
	} {
		mark.draw(x, y-cell/2)
		c.text("g-note", x+cell+4, y+5, mark.text)
		x += cell + 4 + measure(mark.text) + 2*pad
	}
	return y + 26
}

// The marks in a cell differ in shape, and not in colour alone.
func there(x, y int) string  { return fmt.Sprintf("M%d %dh14v14h-14z", x+5, y+5) }
func other(x, y int) string  { return fmt.Sprintf("M%d %dl7 7l-7 7l-7 -7z", x+12, y+5) }
func absent(x, y int) string { return fmt.Sprintf("M%d %dh4v4h-4z", x+10, y+10) }

func column(component graph.Component) string { return component.Name + " " + component.Version }

// columns writes upright what columns are; each is read from below.
func (c *canvas) columns(m matrix) {
	for i, component := range m.components {
		x, y := m.x+i*cell+cell/2+5, m.y-pad/2
		fmt.Fprintf(c, `<text class="g-text" transform="translate(%d %d) rotate(-90)"><title>%s</title>%s</text>`+"\n",
			x, y, escape(fmt.Sprintf("%s, on %s", column(component), count(component.Clusters, "cluster"))), escape(fit(column(component), room)))
		c.reach(x+cell/2, y)
	}
}

// row draws all marks of a kind as one path: a fleet has tens of thousands.
func (c *canvas) row(m matrix, s graph.Set, y int, stripe bool) {
	if stripe {
		c.element("rect", "g-stripe", attributes{"x": margin - 6, "y": y, "width": m.x + len(m.components)*cell - margin + 12, "height": cell}, "")
	}
	fmt.Fprintf(c, `<g><title>%s</title>`+"\n", escape(strings.Join(s.Clusters, ", ")))
	c.text("g-text", margin, y+cell/2+5, fit(names(s), room))
	c.WriteString("</g>\n")
	has := map[[2]string]string{}
	for _, p := range s.Components {
		has[[2]string{p.Name, p.Version}] = p.Variant
	}
	var all, none strings.Builder
	for i, component := range m.components {
		x := m.x + i*cell
		switch variant := has[[2]string{component.Name, component.Version}]; variant {
		case "":
			none.WriteString(absent(x, y))
		case component.Variant:
			all.WriteString(there(x, y))
		default:
			fmt.Fprintf(c, `<g><title>%s</title>`, escape(column(component)+", "+variant))
			c.path("g-other", other(x, y))
			c.WriteString("</g>\n")
		}
	}
	for _, mark := range []struct{ class, d string }{{"g-there", all.String()}, {"g-absent", none.String()}} {
		if mark.d != "" {
			c.path(mark.class, mark.d)
		}
	}
	c.reach(m.x+len(m.components)*cell, y+cell)
}

// names are those of a set, or its first ones and how many more.
func names(s graph.Set) string {
	if len(s.Clusters) <= 2 {
		return strings.Join(s.Clusters, ", ")
	}
	return fmt.Sprintf("%s and %d more", s.Clusters[0], len(s.Clusters)-1)
}
