package generator

import (
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Capability is a word of the vocabulary, and who has to do with it.
type Capability struct {
	platform.Capability
	ProvidedBy []string `json:"providedBy"`
	RequiredBy []string `json:"requiredBy"`
	UsedBy     []string `json:"usedBy"`
	ReadBy     []string `json:"readBy"`
	// On are the clusters that have it; null where no platform is known.
	On []string `json:"on"`
}

// Capabilities lists the vocabulary in its own order, then what catalogs add to it.
func (c *Catalogs) Capabilities() ([]Capability, error) {
	words, err := load.Vocabulary(c.src.load())
	if err != nil {
		return nil, err
	}
	out, at := []Capability{}, map[string]int{}
	add := func(word platform.Capability) {
		at[word.Name] = len(out)
		out = append(out, Capability{Capability: word, ProvidedBy: []string{}, RequiredBy: []string{}, UsedBy: []string{}, ReadBy: []string{}})
	}
	for _, w := range words {
		add(w)
	}
	own := map[string]bool{}
	components := c.Components()
	for _, component := range components {
		for _, name := range slices.Concat(component.Provides, component.Connections()) {
			if _, known := at[name]; !known {
				own[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		add(platform.Capability{Name: name, Doc: "A capability of a catalog's own."})
	}
	for _, component := range components {
		for _, part := range []struct {
			names []string
			of    func(*Capability) *[]string
		}{
			{component.Provides, func(c *Capability) *[]string { return &c.ProvidedBy }},
			{component.Requires, func(c *Capability) *[]string { return &c.RequiredBy }},
			{component.Uses, func(c *Capability) *[]string { return &c.UsedBy }},
			{component.Reads, func(c *Capability) *[]string { return &c.ReadBy }},
		} {
			for _, name := range part.names {
				list := part.of(&out[at[name]])
				*list = append(*list, component.Name)
			}
		}
	}
	c.markCapabilities(out)
	return out, nil
}

// markCapabilities says which clusters have whom to provide each capability.
func (c *Catalogs) markCapabilities(capabilities []Capability) {
	on := c.On()
	if on == nil {
		return
	}
	for i := range capabilities {
		clusters := []string{}
		for _, provider := range capabilities[i].ProvidedBy {
			clusters = append(clusters, on[provider]...)
		}
		slices.Sort(clusters)
		capabilities[i].On = slices.Compact(clusters)
	}
}
