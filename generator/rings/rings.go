// Package rings says which version of each component the clusters of each ring
// have, and what moves from one ring to the next. It computes, and reads and
// writes nothing.
package rings

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Matrix is which ring has which version of which component. Rings are in the
// user's order, components by name, and no list is nil.
type Matrix struct {
	Platform   string      `json:"platform"`
	Rings      []Ring      `json:"rings"`
	Components []Component `json:"components"`
}

// Ring is a rollout stage and how many clusters are in it.
type Ring struct {
	Name     string `json:"name"`
	Clusters int    `json:"clusters"`
	// Pins is how many versions it pins.
	Pins     int    `json:"pins"`
	Revision string `json:"revision,omitempty"`
}

// Component is the row of a component.
type Component struct {
	Name string `json:"name"`
	// Catalog is the version that the catalog pins, empty where no cluster has the component.
	Catalog string `json:"catalog,omitempty"`
	// Differs is whether two neighbouring rings have different versions.
	Differs bool   `json:"differs"`
	Rings   []Cell `json:"rings"`
}

// Cell is what a ring has of a component.
type Cell struct {
	Ring string `json:"ring"`
	// Pin is the version that the ring pins, empty where it pins none.
	Pin string `json:"pin,omitempty"`
	// Versions are those on the ring's clusters, the most frequent first. Where
	// there are several, groups or clusters say so.
	Versions []Version `json:"versions"`
	// Differs is whether the ring before, of those that have the component, has other versions.
	Differs bool `json:"differs"`
}

// Version is one version and how many clusters of the ring have it.
type Version struct {
	Version  string `json:"version"`
	Clusters int    `json:"clusters"`
}

// Of makes the matrix of a platform.
func Of(p *platform.Platform) *Matrix {
	m := &Matrix{Platform: p.Name, Rings: []Ring{}, Components: []Component{}}
	have := installed(p)
	names := map[string]bool{}
	for _, r := range p.Rings {
		m.Rings = append(m.Rings, Ring{r.Name, clustersIn(p, r.Name), len(r.Versions), r.Revision})
		for name := range r.Versions {
			names[name] = true
		}
	}
	catalog := map[string]string{}
	for _, c := range p.Components {
		catalog[c.Name] = c.Source.Version()
		names[c.Name] = names[c.Name] || c.Tenant == nil
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if names[name] {
			m.Components = append(m.Components, row(p, name, catalog[name], have))
		}
	}
	return m
}

// place is a component in a ring.
type place struct{ ring, component string }

// installed counts the clusters that have a version of a component, by ring.
func installed(p *platform.Platform) map[place]map[string]int {
	out := map[place]map[string]int{}
	eachInstalled(p, func(c *platform.Cluster, v *platform.Variant) {
		at := place{c.Ring, v.Component.Name}
		if out[at] == nil {
			out[at] = map[string]int{}
		}
		out[at][v.Version]++
	})
	return out
}

// eachInstalled shows what each cluster has of which component.
func eachInstalled(p *platform.Platform, show func(c *platform.Cluster, v *platform.Variant)) {
	for _, c := range p.Clusters {
		for _, placed := range c.Placements {
			if v := placed.Unit.Variant; placed.Unit == v.Units[0] { // a component is there once, whatever its parts
				show(c, v)
			}
		}
	}
}

func clustersIn(p *platform.Platform, ring string) (n int) {
	for _, c := range p.Clusters {
		if c.Ring == ring {
			n++
		}
	}
	return n
}

func row(p *platform.Platform, name, catalog string, have map[place]map[string]int) Component {
	out := Component{Name: name, Catalog: catalog, Rings: []Cell{}}
	var before []Version
	for _, r := range p.Rings {
		cell := Cell{Ring: r.Name, Pin: r.Versions[name], Versions: sorted(have[place{r.Name, name}])}
		cell.Differs = len(before) > 0 && len(cell.Versions) > 0 && !sameVersions(before, cell.Versions)
		if len(cell.Versions) > 0 {
			before = cell.Versions
		}
		out.Differs = out.Differs || cell.Differs
		out.Rings = append(out.Rings, cell)
	}
	return out
}

func sorted(counts map[string]int) []Version {
	out := []Version{}
	for _, version := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, Version{version, counts[version]})
	}
	slices.SortStableFunc(out, func(a, b Version) int { return cmp.Compare(b.Clusters, a.Clusters) })
	return out
}

// sameVersions compares what is there, and not how often.
func sameVersions(a, b []Version) bool {
	names := func(versions []Version) []string {
		out := make([]string, 0, len(versions))
		for _, v := range versions {
			out = append(out, v.Version)
		}
		return slices.Sorted(slices.Values(out))
	}
	return slices.Equal(names(a), names(b))
}
