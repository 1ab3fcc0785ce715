package graph

import (
	"fmt"
	"strings"
)

// Drawing is what every drawing language has: boxes around things, and arrows
// from one to another. Things are named by their place, so that no name of a
// user's is ever an identifier.
type Drawing struct {
	Title  string
	Boxes  []Box
	Arrows []Arrow
}

// Box holds things; one without a title is not drawn.
type Box struct {
	Title  string
	Things []Thing
}

// Thing has lines of text.
type Thing struct {
	ID    int
	Lines []string
	// Store is whether it keeps something, as a repository does.
	Store bool
}

// Arrow leads from a thing to another.
type Arrow struct {
	From, To int
	Label    string
	// Weak is whether it may be missing.
	Weak bool
}

// box adds a box and returns its place.
func (d *Drawing) box(title string) int {
	d.Boxes = append(d.Boxes, Box{Title: title})
	return len(d.Boxes) - 1
}

// thing adds a thing to a box and returns its identity.
func (d *Drawing) thing(box int, lines ...string) int {
	id := 0
	for _, b := range d.Boxes {
		id += len(b.Things)
	}
	d.Boxes[box].Things = append(d.Boxes[box].Things, Thing{ID: id, Lines: lines})
	return id
}

// Draw makes a drawing of the first view that the graph has.
func (g *Graph) Draw() *Drawing {
	switch {
	case g.Topology != nil:
		return g.Topology.draw()
	case g.Dependencies != nil:
		return g.Dependencies.draw()
	case g.Placement != nil:
		return g.Placement.draw()
	}
	return &Drawing{}
}

func (t *Topology) draw() *Drawing {
	d := &Drawing{Title: t.Platform + ": topology"}
	outside := d.box("")
	repository := d.thing(outside, t.Repository.URL)
	d.Boxes[outside].Things[0].Store = true
	agents, hub := t.Agents(), -1
	if t.Topology == "hub" && len(agents) == 1 {
		hub = d.thing(outside, t.AgentTitle+" on "+agents[0])
		d.Arrows = append(d.Arrows, Arrow{From: repository, To: hub, Label: t.Repository.Branch})
	}
	boxes := map[string]int{}
	for _, set := range t.Alike() {
		first := set[0]
		if _, ok := boxes[first.Ring]; !ok {
			title := "clusters"
			if first.Ring != "" {
				title = "ring " + first.Ring
			}
			boxes[first.Ring] = d.box(title)
		}
		lines := []string{some(Names(set))}
		if len(first.Groups) > 0 {
			lines = append(lines, "groups: "+strings.Join(first.Groups, ", "))
		}
		if shards := Shards(set); shards != "" {
			lines = append(lines, "shard "+shards)
		}
		arrow := Arrow{From: hub}
		if first.Revision != t.Repository.Branch {
			arrow.Label = first.Revision
		}
		if hub < 0 {
			lines = append(lines, t.AgentTitle)
			arrow = Arrow{From: repository, Label: first.Revision}
		}
		arrow.To = d.thing(boxes[first.Ring], lines...)
		d.Arrows = append(d.Arrows, arrow)
	}
	return d
}

func (p *Dependencies) draw() *Drawing {
	d := &Drawing{Title: "dependencies"}
	ids := map[string]int{}
	box, wave := -1, -1
	for _, u := range p.Units {
		if u.Wave != wave {
			wave, box = u.Wave, d.box(fmt.Sprintf("wave %d", u.Wave))
		}
		ids[u.Name] = d.thing(box, u.Name)
	}
	for _, e := range p.Edges {
		d.Arrows = append(d.Arrows, Arrow{ids[e.From], ids[e.To], strings.Join(e.Capabilities, ", "), e.Kind == Uses})
	}
	return d
}

// drawn is how many sets of clusters are drawn, and arrows how many arrows at most: with
// more nobody finds an arrow's ends, and Mermaid refuses more than 500.
const (
	drawn  = 12
	arrows = 500
)

func (p *Placement) draw() *Drawing {
	d := &Drawing{Title: "placement"}
	left, right := d.box("clusters"), d.box("components")
	var ids []int
	sets, rest := p.Sets[:p.drawable()], 0
	for _, s := range p.Sets[len(sets):] {
		rest += len(s.Clusters)
	}
	for _, s := range sets {
		ids = append(ids, d.thing(left, some(s.Clusters)))
	}
	if rest > 0 {
		d.thing(left, fmt.Sprintf("%d more, otherwise", rest))
	}
	for _, c := range p.Components {
		id := -1
		for i, s := range sets {
			variant := s.Of(c)
			if variant == "" {
				continue
			}
			if id < 0 {
				id = d.thing(right, c.Name, c.Version)
			}
			if variant == c.Variant {
				variant = ""
			}
			d.Arrows = append(d.Arrows, Arrow{From: ids[i], To: id, Label: variant})
		}
	}
	return d
}

// drawable is how many of the sets are drawn.
func (p *Placement) drawable() (sets int) {
	n := 0
	for _, s := range p.Sets[:min(drawn, len(p.Sets))] {
		for _, c := range p.Components {
			if s.Of(c) != "" {
				n++
			}
		}
		if n > arrows {
			break
		}
		sets++
	}
	return sets
}

// few is how many names stand in a thing before the rest is counted.
const few = 3

func some(names []string) string {
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}
