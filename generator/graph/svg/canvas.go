package svg

import (
	"fmt"
	"strings"
)

const (
	margin = 24 // around everything
	pad    = 12 // within a box, and between boxes
	line   = 30 // what a line of text takes within a box of its own
)

// canvas collects elements and grows with them.
type canvas struct {
	strings.Builder
	title         string
	width, height int
}

func newCanvas(title string) *canvas {
	c := &canvas{title: title}
	c.reach(margin, margin)
	return c
}

type box struct{ x, y, w, h int }

func (b box) right() int  { return b.x + b.w }
func (b box) bottom() int { return b.y + b.h }
func (b box) middle() int { return b.y + b.h/2 }

// reach makes room for a point, and a margin behind it.
func (c *canvas) reach(x, y int) {
	c.width, c.height = max(c.width, x+margin), max(c.height, y+margin)
}

// heading writes what the drawing is, and returns where it goes on.
func (c *canvas) heading(text, note string) int {
	c.element("text", "g-title", attributes{"x": margin, "y": margin + 16}, escape(text))
	c.reach(margin+measure(text)*18/size, margin)
	c.text("g-note", margin, margin+38, note)
	return margin + 38 + pad + 6
}

type attributes map[string]int

// element writes one with numbers as attributes, in the order x, y, width, height, rx.
func (c *canvas) element(name, class string, numbers attributes, inner string) {
	fmt.Fprintf(c, `<%s class="%s"`, name, class)
	for _, key := range []string{"x", "y", "width", "height", "rx"} {
		if n, ok := numbers[key]; ok {
			fmt.Fprintf(c, ` %s="%d"`, key, n)
		}
	}
	if inner == "" {
		c.WriteString("/>\n")
		return
	}
	fmt.Fprintf(c, ">%s</%s>\n", inner, name)
}

func (c *canvas) text(class string, x, y int, text string) {
	c.element("text", class, attributes{"x": x, "y": y}, escape(text))
	c.reach(x+measure(text), y)
}

// rect draws a box; a title is what is said where a pointer rests on it.
func (c *canvas) rect(class string, b box, title string) {
	if title != "" {
		title = "<title>" + escape(title) + "</title>"
	}
	c.element("rect", class, attributes{"x": b.x, "y": b.y, "width": b.w, "height": b.h, "rx": 5}, title)
	c.reach(b.right(), b.bottom())
}

// tile is a box with a text in its middle line, cut where it has no room.
func (c *canvas) tile(class string, b box, text, title string) {
	fmt.Fprintf(c, "<g><title>%s</title>\n", escape(title))
	c.rect(class, b, "")
	c.text("g-text", b.x+pad-4, b.middle()+5, fit(text, b.w-2*(pad-4)))
	c.WriteString("</g>\n")
}

// path draws a line.
func (c *canvas) path(class, d string) {
	fmt.Fprintf(c, `<path class="%s" d="%s"/>`+"\n", class, d)
}

// head draws the head of an arrow that points down or left to a point.
func (c *canvas) head(x, y int, down bool) {
	if down {
		c.path("g-head", fmt.Sprintf("M%d %dl-4 -8h8z", x, y))
		return
	}
	c.path("g-head", fmt.Sprintf("M%d %dl8 -4v8z", x, y))
}
