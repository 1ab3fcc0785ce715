// Package svg draws the views of a graph as SVG, without a browser or Graphviz:
// it measures no font, so that the same graph is the same bytes everywhere, and
// leaves texts the room that the widest of the usual fonts takes.
package svg

import (
	_ "embed"
	"fmt"

	"github.com/slipway-platform/slipway/generator/graph"
)

// Style colours a drawing, in light and in dark. The colours differ for people
// who see few of them, and nothing is told by colour alone.
//
//go:embed style.css
var Style string

// Of is a file with a drawing of the first view that the graph has.
func Of(g *graph.Graph) []byte {
	c := draw(g)
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="%d">
<title>%s</title>
<style>
%s</style>
<rect class="g-paper" width="100%%" height="100%%"/>
%s</svg>
`, c.width, c.height, c.width, c.height, size, escape(c.title), Style, c.String())
}

// Inline is the same drawing for a page that has Style already.
func Inline(g *graph.Graph) []byte {
	c := draw(g)
	return fmt.Appendf(nil, `<svg width="%d" height="%d" viewBox="0 0 %d %d" font-size="%d" role="group" aria-label="%s">
%s</svg>
`, c.width, c.height, c.width, c.height, size, escape(c.title), c.String())
}

func draw(g *graph.Graph) *canvas {
	switch {
	case g.Topology != nil:
		return topology(g.Topology)
	case g.Dependencies != nil:
		return dependencies(g.Dependencies)
	case g.Placement != nil:
		return placement(g.Placement)
	}
	return newCanvas("nothing")
}
