package history

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/dora"
)

// pair is a component in a ring.
type pair struct{ ring, component string }

// Versions are the versions that most clusters of each ring have of components: of all, or of those that changed. Where
// no cluster of a ring has one any more it is empty.
func (r *Reader) Versions(s *State, changed []dora.Change) []dora.RingVersion {
	wanted := map[string]bool{}
	for _, c := range changed {
		wanted[c.Component] = true
	}
	counts, placed := map[pair]map[string]int{}, map[pair]bool{}
	for name, c := range s.clusters.what {
		ring := r.ring(s, name)
		for component := range c.variants {
			if ring == "" || changed != nil && !wanted[component] {
				continue
			}
			at := pair{ring, component}
			placed[at] = true
			version := s.version(name, component)
			if version == "" {
				continue
			}
			if counts[at] == nil {
				counts[at] = map[string]int{}
			}
			counts[at][version]++
		}
	}
	out := make([]dora.RingVersion, 0, len(counts))
	for at, versions := range counts {
		out = append(out, dora.RingVersion{Ring: at.ring, Component: at.component, Version: most(versions)})
	}
	for _, c := range changed {
		if at := (pair{c.Ring, c.Component}); !placed[at] {
			placed[at] = true // once
			out = append(out, dora.RingVersion{Ring: c.Ring, Component: c.Component})
		}
	}
	slices.SortFunc(out, func(a, b dora.RingVersion) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Ring, b.Ring))
	})
	return out
}

// most is the most frequent version, of several the first by name.
func most(versions map[string]int) (best string) {
	for _, v := range slices.Sorted(maps.Keys(versions)) {
		if versions[v] > versions[best] {
			best = v
		}
	}
	return best
}
