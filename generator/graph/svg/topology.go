package svg

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/graph"
)

const (
	sheet   = 960 // how wide clusters may stand beside each other
	longest = 220 // the most that a cluster's name takes
	trunk   = 20  // from the left, where the tree's stem is
	branch  = 24  // from the stem to a ring
)

// topology draws a tree as folders are listed: the repository, the agent, the
// rings below each other, and in each its clusters in a grid.
func topology(t *graph.Topology) *canvas {
	c := newCanvas(t.Platform + ": topology")
	y := c.heading(c.title, fmt.Sprintf("topology %s, %s", t.Topology, count(len(t.Clusters), "cluster")))
	y = c.source(t, y)
	grid := gridOf(t)
	top := y
	for _, s := range t.Sections() {
		y += pad
		stem := margin + trunk
		c.path("g-line", fmt.Sprintf("M%d %dV%dh%d", stem, top, y+20, branch))
		top = y + 20
		y = c.section(grid, s, stem+branch, y)
	}
	return c
}

// source draws where everything comes from, and returns where that ends.
func (c *canvas) source(t *graph.Topology, y int) int {
	where := t.Repository.Branch
	if t.Repository.Path != "" {
		where += ", folder " + t.Repository.Path
	}
	b := box{margin, y, min(max(measure(t.Repository.URL), measure(where)), sheet-2*pad) + 2*pad, 52}
	c.rect("g-box", b, t.Repository.URL)
	c.text("g-strong", b.x+pad, b.y+22, fit(t.Repository.URL, b.w-2*pad))
	c.text("g-note", b.x+pad, b.y+40, fit(where, b.w-2*pad))
	agents := t.Agents()
	if t.Topology != "hub" || len(agents) != 1 {
		c.text("g-note", margin+trunk+pad, b.bottom()+20, t.AgentTitle+" on each cluster")
		c.path("g-line", fmt.Sprintf("M%d %dv30", margin+trunk, b.bottom()))
		return b.bottom() + 30
	}
	down := 40
	c.path("g-line", fmt.Sprintf("M%d %dv%d", margin+trunk, b.bottom(), down-6))
	c.head(margin+trunk, b.bottom()+down, true)
	c.text("g-note", margin+trunk+pad, b.bottom()+24, fit(t.Route, sheet))
	title := t.AgentTitle + " on " + agents[0]
	a := box{margin, b.bottom() + down, min(measure(title), sheet) + 2*pad, 36}
	c.rect("g-agent", a, title)
	c.text("g-strong", a.x+pad, a.y+23, fit(title, sheet))
	return a.bottom()
}

// grid is how clusters stand beside each other, the same in every ring.
type grid struct {
	tile, columns, width int
	agents               map[string]bool
}

func gridOf(t *graph.Topology) grid {
	g := grid{tile: 64, agents: map[string]bool{}}
	for _, name := range t.Agents() {
		g.agents[name] = t.Topology == "hub"
	}
	most := 1
	heads := 0
	for _, c := range t.Clusters {
		g.tile = max(g.tile, measure(c.Name)+2*(pad-4))
	}
	for _, s := range t.Sections() {
		heads = max(heads, measure(ringTitle(s))+measure(ringNote(s))+2*pad)
		for _, p := range s.Parts {
			most = max(most, len(p.Clusters))
			heads = max(heads, measure(partTitle(p)))
		}
	}
	g.tile = min(g.tile, longest)
	g.columns = min(most, (sheet+pad/2)/(g.tile+pad/2))
	g.width = max(min(heads, sheet), g.columns*(g.tile+pad/2)-pad/2) + 2*pad
	return g
}

// section draws a ring and returns where it ends.
func (c *canvas) section(g grid, s graph.Section, x, y int) int {
	b := box{x, y, g.width, 34}
	for _, p := range s.Parts {
		rows := (len(p.Clusters) + g.columns - 1) / g.columns
		b.h += 24 + rows*(line+pad/2) + pad/2
	}
	c.rect("g-panel", b, "")
	title := fit(ringTitle(s), g.width-2*pad)
	c.text("g-strong", x+pad, y+24, title)
	rest := g.width - 3*pad - measure(title)
	c.text("g-note", x+2*pad+measure(title), y+24, fit(ringNote(s), max(rest, 0)))
	y += 34
	for _, p := range s.Parts {
		c.text("g-note", x+pad, y+16, fit(partTitle(p), g.width-2*pad))
		y += 24
		for i, cluster := range p.Clusters {
			at := box{x + pad + i%g.columns*(g.tile+pad/2), y + i/g.columns*(line+pad/2), g.tile, line}
			class := "g-box"
			if g.agents[cluster.Name] {
				class = "g-agent"
			}
			c.tile(class, at, cluster.Name, about(cluster))
		}
		y += (len(p.Clusters)+g.columns-1)/g.columns*(line+pad/2) + pad/2
	}
	return b.bottom()
}

func ringTitle(s graph.Section) string {
	if s.Ring == nil {
		return "clusters"
	}
	return "ring " + s.Ring.Name
}

// ringNote says which clusters a ring takes, how many that are, and how it changes.
func ringNote(s graph.Section) string {
	notes := []string{count(s.Count(), "cluster")}
	if s.Ring == nil {
		return notes[0]
	}
	match := "the rest"
	if len(s.Ring.Match) > 0 {
		match = pairs(s.Ring.Match)
	}
	notes = append(notes, match, "follows "+s.Ring.Revision)
	if s.Ring.MaxUpdate != nil {
		notes = append(notes, fmt.Sprintf("%v at a time", s.Ring.MaxUpdate))
	}
	return strings.Join(notes, " · ")
}

func partTitle(p graph.Part) string {
	if len(p.Groups) == 0 {
		return fmt.Sprintf("in no group (%d)", len(p.Clusters))
	}
	groups := "group "
	if len(p.Groups) > 1 {
		groups = "groups "
	}
	return fmt.Sprintf("%s%s (%d)", groups, strings.Join(p.Groups, ", "), len(p.Clusters))
}

// about is what a pointer on a cluster is told.
func about(c graph.Cluster) string {
	lines := []string{c.Name}
	if len(c.Labels) > 0 {
		lines = append(lines, pairs(c.Labels))
	}
	driven := "driven from " + c.Agent
	if c.Shard != nil {
		driven += fmt.Sprintf(", shard %d", *c.Shard)
	}
	return strings.Join(append(lines, driven, "follows "+c.Revision), "\n")
}

func pairs(labels map[string]string) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		out = append(out, key+"="+labels[key])
	}
	return strings.Join(out, ", ")
}
