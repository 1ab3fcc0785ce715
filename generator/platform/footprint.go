package platform

import "k8s.io/apimachinery/pkg/api/resource"

// Footprint adds up what the components on the cluster ask of it in a profile. One that says nothing, or no quantity,
// counts nothing.
func (c *Cluster) Footprint(profile string) (cpu, memory resource.Quantity) {
	counted := map[*Component]bool{}
	for _, p := range c.Placements {
		component := p.Unit.Variant.Component
		if counted[component] {
			continue
		}
		counted[component] = true
		f := component.Footprint[profile]
		add(&cpu, f.CPU)
		add(&memory, f.Memory)
	}
	return cpu, memory
}

func add(sum *resource.Quantity, text string) {
	if q, err := resource.ParseQuantity(text); err == nil {
		sum.Add(q)
	}
}
