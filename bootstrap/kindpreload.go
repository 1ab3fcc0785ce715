package bootstrap

import (
	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/generator/platform"
)

// preload is what a cluster's nodes are given, under the names by which its pods
// will ask for it.
func preload(c *platform.Cluster) kind.Preload {
	out := kind.Preload{Images: c.Kind.Preload.Images, Archives: c.Kind.Preload.Archives}
	if c.Kind.Preload.Components {
		out.Images = append(out.Images, componentImages(c)...)
	}
	return out
}

// componentImages are those that the catalog names for a cluster's components.
func componentImages(c *platform.Cluster) []string {
	var out []string
	for _, p := range c.Placements {
		v := p.Unit.Variant
		if p.Unit != v.Units[0] {
			continue // further units of a component run nothing else
		}
		for _, image := range v.Images {
			out = append(out, p.Unit.Manifests.Renamed(image))
		}
	}
	return out
}
