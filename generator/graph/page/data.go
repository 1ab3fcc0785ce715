package page

import (
	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/platform"
)

// data is what the page's script reads. What a thousand clusters have in common
// is there once, and named by its place in a list.
type data struct {
	First        string              `json:"first"`
	Topology     *graph.Topology     `json:"topology"`
	Sections     []section           `json:"sections"`
	Dependencies *graph.Dependencies `json:"dependencies"`
	Components   []component         `json:"components"`
	// Columns are components at their versions, Placed the variants of these.
	Columns []graph.Component `json:"columns"`
	Placed  []graph.Placed    `json:"placed"`
	Sets    []set             `json:"sets"`
}

// section is a ring, which is empty where there are none, and its clusters.
type section struct {
	Ring  string `json:"ring"`
	Parts []part `json:"parts"`
}

type part struct {
	Groups   []string `json:"groups"`
	Clusters []string `json:"clusters"`
}

type component struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Summary  string   `json:"summary"`
	Category string   `json:"category"`
	Provides []string `json:"provides"`
	Requires []string `json:"requires"`
	Uses     []string `json:"uses"`
}

type set struct {
	Clusters []string `json:"clusters"`
	// Placed are places in the list of that name.
	Placed []int `json:"placed"`
}

func dataOf(g *graph.Graph, components []*platform.Component, first string) data {
	d := data{First: first, Topology: g.Topology, Dependencies: g.Dependencies, Columns: g.Placement.Components,
		Sections: []section{}, Components: []component{}, Placed: []graph.Placed{}, Sets: []set{}}
	for _, s := range g.Topology.Sections() {
		out := section{Parts: []part{}}
		if s.Ring != nil {
			out.Ring = s.Ring.Name
		}
		for _, p := range s.Parts {
			out.Parts = append(out.Parts, part{p.Groups, graph.Names(p.Clusters)})
		}
		d.Sections = append(d.Sections, out)
	}
	for _, c := range components {
		d.Components = append(d.Components, component{c.Name, c.Title, c.Summary, c.Category,
			listed(c.Provides), listed(c.Requires), listed(append(listed(c.Uses), c.Reads...))})
	}
	at := map[graph.Placed]int{}
	for _, s := range g.Placement.Sets {
		out := set{Clusters: s.Clusters, Placed: []int{}}
		for _, p := range s.Components {
			if _, known := at[p]; !known {
				at[p] = len(d.Placed)
				d.Placed = append(d.Placed, p)
			}
			out.Placed = append(out.Placed, at[p])
		}
		d.Sets = append(d.Sets, out)
	}
	return d
}

// listed is a list that is empty, and not null, where there is nothing.
func listed(names []string) []string { return append([]string{}, names...) }
