// Package graph makes of a loaded platform what can be looked at: who drives
// which clusters, what needs what, and what is where. It computes, and reads and
// writes nothing.
package graph

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// The views of a platform.
const (
	TopologyView     = "topology"
	DependenciesView = "dependencies"
	PlacementView    = "placement"
)

// Views are all of them, in the order in which they are shown.
func Views() []string { return []string{TopologyView, DependenciesView, PlacementView} }

// Graph is a platform in some views; one that was not asked for is nil.
type Graph struct {
	Topology     *Topology     `json:"topology,omitempty"`
	Dependencies *Dependencies `json:"dependencies,omitempty"`
	Placement    *Placement    `json:"placement,omitempty"`
}

// Of makes views of a platform as its agent lays it out, of the clusters that are given.
func Of(p *platform.Platform, agent *platform.Agent, clusters []*platform.Cluster, views ...string) *Graph {
	g := &Graph{}
	for _, view := range views {
		switch view {
		case TopologyView:
			g.Topology = topologyOf(p, agent, clusters)
		case DependenciesView:
			g.Dependencies = dependenciesOf(clusters)
		case PlacementView:
			g.Placement = placementOf(clusters)
		}
	}
	return g
}

// alike puts things together that have the same key, in the order of the first of each.
func alike[T any](things []T, key func(T) string) [][]T {
	var out [][]T
	at := map[string]int{}
	for _, thing := range things {
		k := key(thing)
		i, known := at[k]
		if !known {
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], thing)
	}
	return out
}

// largest sorts what was put together: the most first, and then as it was.
func largest[T any](sets [][]T) [][]T {
	slices.SortStableFunc(sets, func(a, b []T) int { return cmp.Compare(len(b), len(a)) })
	return sets
}

// sorted returns a set's members; none is an empty list, as programs expect it.
func sorted(set map[string]bool) []string {
	out := slices.AppendSeq(make([]string, 0, len(set)), maps.Keys(set))
	slices.Sort(out)
	return out
}
