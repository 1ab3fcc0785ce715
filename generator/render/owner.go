package render

import (
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// owners lists the platform's units, whatever their variants are, by component.
func (a *arranger) owners() []*ownerData {
	var out []*ownerData
	for _, c := range a.platform.Components {
		at := len(out)
		for _, v := range c.Variants {
			for _, u := range v.Units {
				i := slices.IndexFunc(out[at:], func(d *ownerData) bool { return d.Name == u.Name })
				if i < 0 {
					i = len(out) - at
					out = append(out, &ownerData{Platform: a.platform, Root: a.root, Name: u.Name, Component: c,
						Release: u.Chart != nil || u.Manifests != nil, Kinds: kindsOf(u), a: a})
				}
				out[at+i].add(u)
			}
		}
	}
	a.needs(out)
	return out
}

// add takes a variant of the unit into account.
func (d *ownerData) add(u *platform.Unit) {
	if u.Chart != nil {
		d.Chart = u.Chart
	}
	d.Published = d.Published || u.Manifests != nil
	d.Facts = d.Facts || u.CarriesFacts()
	kinds := kindsOf(u)
	maps.DeleteFunc(d.Kinds, func(kind string, _ bool) bool { return !kinds[kind] })
	if u != u.Variant.Units[0] && u.Chart == nil {
		return
	}
	for _, ignored := range u.Variant.IgnoreDrift {
		if len(ignored.JSONPointers) > 0 && !slices.ContainsFunc(d.IgnoreDrift, func(i platform.IgnoreDrift) bool { return sameDrift(i, ignored) }) {
			d.IgnoreDrift = append(d.IgnoreDrift, ignored)
		}
	}
}

func sameDrift(a, b platform.IgnoreDrift) bool {
	return a.Group == b.Group && a.Kind == b.Kind && a.Name == b.Name && a.Namespace == b.Namespace && slices.Equal(a.JSONPointers, b.JSONPointers)
}

func kindsOf(u *platform.Unit) map[string]bool {
	kinds := map[string]bool{}
	for _, o := range u.Objects {
		spec, _ := o["spec"].(map[string]any)
		if _, goes := spec["ttlSecondsAfterFinished"]; goes {
			continue // nobody can tell later how it went
		}
		apiVersion, _ := o["apiVersion"].(string)
		kind, _ := o["kind"].(string)
		group, _, ok := strings.Cut(apiVersion, "/")
		if !ok {
			group = ""
		}
		kinds[group+"/"+kind] = true
	}
	return kinds
}

// needs finds what each unit needs on every cluster that has it.
func (a *arranger) needs(owners []*ownerData) {
	byName := map[string]*ownerData{}
	for _, d := range owners {
		byName[d.Name] = d
	}
	seen := map[string]bool{}
	for _, c := range a.platform.Clusters {
		for _, p := range c.Placements {
			d := byName[p.Unit.Name]
			d.Simulated = d.Simulated || c.Simulated
			if !seen[d.Name] {
				seen[d.Name], d.Needs = true, slices.Clone(p.Needs)
				continue
			}
			d.Needs = slices.DeleteFunc(d.Needs, func(name string) bool { return !slices.Contains(p.Needs, name) })
		}
	}
}

// Knows reports whether the platform's agents know a field of newer versions.
func (d *ownerData) Knows(field string) (bool, error) { return d.Platform.Knows(d.a.agent, field) }

// Knows is the same.
func (d *unitFileData) Knows(field string) (bool, error) { return d.Platform.Knows(d.agent, field) }

// namespaces lists those that components are installed into, by name.
func (a *arranger) namespaces() []namespaceData {
	var out []namespaceData
	for _, name := range slices.Sorted(maps.Keys(a.levels)) {
		out = append(out, namespaceData{name, a.levels[name]})
	}
	return out
}

// levelsOf are the levels of Pod Security by namespace. Where several components share one, it gets
// that which all of them can run under.
func levelsOf(components []*platform.Component) map[string]string {
	levels := [...]string{"restricted", "baseline", "privileged"}
	at := map[string]int{}
	out := map[string]string{}
	for _, c := range components {
		at[c.Namespace] = max(at[c.Namespace], slices.Index(levels[:], c.PodSecurity))
		out[c.Namespace] = levels[at[c.Namespace]]
	}
	return out
}
