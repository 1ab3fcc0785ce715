package rings

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Pin is what a ring is to pin of a component.
type Pin struct {
	Ring      string `json:"ring"`
	Component string `json:"component"`
	// From and To are the ring's pins before and after, empty for none.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Promote returns what gives a ring the versions of another: its pins become
// those of the other, of all components or of the named ones. A pin that says
// what spec.components or the catalog says anyway is left out.
func Promote(p *platform.Platform, in *platform.Input, from, to string, components []string) []Pin {
	source, target := ring(p, from), ring(p, to)
	names := maps.Clone(source.Versions)
	if names == nil {
		names = map[string]string{}
	}
	maps.Copy(names, target.Versions)
	var out []Pin
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if len(components) > 0 && !slices.Contains(components, name) {
			continue
		}
		pin := Pin{to, name, target.Versions[name], source.Versions[name]}
		if pin.To != "" && pin.To == without(p, in, name) {
			pin.To = ""
		}
		if pin.From != pin.To {
			out = append(out, pin)
		}
	}
	return out
}

// without is the version that clusters have whose ring pins none; empty where
// that is not one for all, because a group has its own.
func without(p *platform.Platform, in *platform.Input, component string) string {
	for _, g := range in.Spec.Groups {
		if g.Components[component].Version != "" {
			return ""
		}
	}
	catalog := ""
	for _, c := range p.Components {
		if c.Name == component {
			catalog = c.Source.Version()
		}
	}
	return cmp.Or(in.Spec.Components[component].Version, catalog)
}

func ring(p *platform.Platform, name string) platform.Ring {
	for _, r := range p.Rings {
		if r.Name == name {
			return r
		}
	}
	return platform.Ring{}
}

// Move is a component that gets another version on clusters of a ring.
type Move struct {
	Ring      string `json:"ring"`
	Component string `json:"component"`
	From      string `json:"from"`
	To        string `json:"to"`
	Clusters  int    `json:"clusters"`
}

// Moves are the versions that change from one platform to another, by ring in
// its order, component and version.
func Moves(before, after *platform.Platform) []Move {
	type step struct{ ring, component, from, to string }
	counts := map[step]int{}
	for _, c := range after.Clusters {
		old := before.Cluster(c.Name)
		if old == nil {
			continue
		}
		was := versions(old)
		for component, to := range versions(c) {
			if from := was[component]; from != "" && from != to {
				counts[step{c.Ring, component, from, to}]++
			}
		}
	}
	out := []Move{}
	for s, n := range counts {
		out = append(out, Move{s.ring, s.component, s.from, s.to, n})
	}
	order := func(name string) int {
		return slices.IndexFunc(after.Rings, func(r platform.Ring) bool { return r.Name == name })
	}
	slices.SortFunc(out, func(a, b Move) int {
		return cmp.Or(cmp.Compare(order(a.Ring), order(b.Ring)), cmp.Compare(a.Component, b.Component), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return out
}

func versions(c *platform.Cluster) map[string]string {
	out := map[string]string{}
	for _, placed := range c.Placements {
		out[placed.Unit.Variant.Component.Name] = placed.Unit.Variant.Version
	}
	return out
}
