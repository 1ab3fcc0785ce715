package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Placement is which components are on which clusters.
type Placement struct {
	// Components at their versions, by name.
	Components []Component `json:"components"`
	// Sets are clusters that get exactly the same, the largest first.
	Sets []Set `json:"sets"`
}

// Component is a component at one version.
type Component struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Variant is the one that most of its clusters have.
	Variant string `json:"variant"`
	// Clusters are how many have it.
	Clusters int `json:"clusters"`
}

// Set is clusters that get exactly the same, and what that is, by name.
type Set struct {
	Clusters   []string `json:"clusters"`
	Components []Placed `json:"components"`
}

// Placed is a component on clusters.
type Placed struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Variant string `json:"variant"`
}

func placementOf(clusters []*platform.Cluster) *Placement {
	out := &Placement{Components: []Component{}, Sets: []Set{}}
	for _, same := range largest(alike(clusters, received)) {
		s := Set{Components: placedOn(same[0])}
		for _, c := range same {
			s.Clusters = append(s.Clusters, c.Name)
		}
		out.Sets = append(out.Sets, s)
	}
	out.Components = append(out.Components, componentsOf(out.Sets)...)
	return out
}

// received is the same for clusters that get exactly the same.
func received(c *platform.Cluster) string {
	var b strings.Builder
	for _, p := range c.Placements {
		v := p.Unit.Variant
		b.WriteString(v.Component.Name + "/" + v.Name + " ")
	}
	return b.String()
}

func placedOn(c *platform.Cluster) []Placed {
	out := make([]Placed, 0, len(c.Placements))
	for _, p := range c.Placements {
		v := p.Unit.Variant
		out = append(out, Placed{v.Component.Name, v.Version, v.Name})
	}
	slices.SortFunc(out, Placed.compare)
	return slices.Compact(out) // a component may be two units
}

func (p Placed) compare(other Placed) int {
	return cmp.Or(cmp.Compare(p.Name, other.Name), cmp.Compare(p.Version, other.Version), cmp.Compare(p.Variant, other.Variant))
}

// componentsOf counts the clusters of each component and version.
func componentsOf(sets []Set) []Component {
	clusters := map[Placed]int{}
	for _, s := range sets {
		for _, p := range s.Components {
			clusters[p] += len(s.Clusters)
		}
	}
	all := make([]Placed, 0, len(clusters))
	for p := range clusters {
		all = append(all, p)
	}
	slices.SortFunc(all, Placed.compare)
	var out []Component
	most := 0 // clusters with the variant that is named so far
	for _, p := range all {
		last := len(out) - 1
		if last < 0 || out[last].Name != p.Name || out[last].Version != p.Version {
			out, last, most = append(out, Component{Name: p.Name, Version: p.Version}), last+1, 0
		}
		out[last].Clusters += clusters[p]
		if clusters[p] > most {
			out[last].Variant, most = p.Variant, clusters[p]
		}
	}
	return out
}

// Of is the variant of a component and version that a set has; empty where it has none.
func (s Set) Of(c Component) string {
	for _, p := range s.Components {
		if p.Name == c.Name && p.Version == c.Version {
			return p.Variant
		}
	}
	return ""
}
