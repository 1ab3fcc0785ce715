package render

import (
	"maps"
	"slices"
)

// owners lists the platform's units, whatever their variants are, by component.
func (a *arranger) owners() []ownerData {
	var out []ownerData
	for _, c := range a.platform.Components {
		at := len(out)
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if !slices.ContainsFunc(out[at:], func(d ownerData) bool { return d.Name == u.Name }) {
					out = append(out, ownerData{Platform: a.platform, Root: a.root, Name: u.Name, Component: c, Release: u.Chart != nil || u.Manifests != nil})
				}
			}
		}
	}
	return out
}

// namespaces lists those that components are installed into, by name. Where
// several share one, it gets the level that all of them can run under.
func (a *arranger) namespaces() []namespaceData {
	levels := [...]string{"restricted", "baseline", "privileged"}
	at := map[string]int{}
	for _, c := range a.platform.Components {
		at[c.Namespace] = max(at[c.Namespace], slices.Index(levels[:], c.PodSecurity))
	}
	var out []namespaceData
	for _, name := range slices.Sorted(maps.Keys(at)) {
		out = append(out, namespaceData{name, levels[at[name]]})
	}
	return out
}
