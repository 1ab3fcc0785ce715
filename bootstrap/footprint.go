package bootstrap

import (
	quantity "k8s.io/apimachinery/pkg/api/resource"

	"github.com/slipway-platform/slipway/generator/platform"
)

// footprint is the memory, in bytes, that the catalog says the components of a
// cluster ask for; one that says nothing, or no quantity, counts nothing.
func footprint(c *platform.Cluster, profile string) uint64 {
	var sum quantity.Quantity
	counted := map[*platform.Component]bool{}
	for _, p := range c.Placements {
		component := p.Unit.Variant.Component
		if counted[component] {
			continue
		}
		counted[component] = true
		if asks, err := quantity.ParseQuantity(component.Footprint[profile].Memory); err == nil {
			sum.Add(asks)
		}
	}
	return uint64(max(sum.Value(), 0))
}
