package generator

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/page"
	"github.com/slipway-platform/slipway/generator/platform"
)

// GraphPage is one page of HTML with all views of a platform, or of one of its
// clusters where one is named; first is the view that it opens with.
func GraphPage(src Sources, p *platform.Platform, cluster, first string) ([]byte, error) {
	g, err := Graph(src, p, cluster, graph.Views()...)
	if err != nil {
		return nil, err
	}
	components := map[string]*platform.Component{}
	for _, c := range p.Clusters {
		if cluster != "" && c.Name != cluster {
			continue
		}
		for _, placed := range c.Placements {
			component := placed.Unit.Variant.Component
			components[component.Name] = component
		}
	}
	byName := slices.SortedFunc(maps.Values(components), func(a, b *platform.Component) int { return cmp.Compare(a.Name, b.Name) })
	return page.Of(g, byName, first)
}
