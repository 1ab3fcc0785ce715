package objectlint

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// footprint holds what the component says that it asks of a cluster to what its pods ask for, as far as that is known: what
// runs on every node counts once, and what an operator makes of custom resources not at all. So it may say more.
func (c *checker) footprint() {
	says := c.Component.Footprint[c.Profile]
	cpu, err := resource.ParseQuantity(says.CPU)
	memory, err2 := resource.ParseQuantity(says.Memory)
	if err != nil || err2 != nil {
		return // which is told already
	}
	var asksCPU, asksMemory resource.Quantity
	for _, w := range c.workloads {
		if !w.lasting {
			continue
		}
		for range max(w.replicas, w.least) {
			for _, container := range w.pod.Spec.Containers {
				asksCPU.Add(container.Resources.Requests[corev1.ResourceCPU])
				asksMemory.Add(container.Resources.Requests[corev1.ResourceMemory])
			}
		}
	}
	if asksCPU.Cmp(cpu) > 0 || asksMemory.Cmp(memory) > 0 {
		c.wrong = append(c.wrong, fmt.Sprintf("footprint.%s says %s CPU and %s memory, and its pods ask for %s and %s",
			c.Profile, cpu.String(), memory.String(), asksCPU.String(), asksMemory.String()))
	}
}
