package load

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/slipway-platform/slipway/generator/platform"
)

// What a lab may ask of a machine: a laptop has more, and runs other things too.
const (
	labProfile = "lab"
	labCPU     = "4"
	labMemory  = "8Gi"
)

// roomNotes say which clusters of profile lab ask for more than a laptop has to give. Where pods execute nothing they ask
// for nothing.
func roomNotes(p *platform.Platform) []string {
	var out []string
	if p.Profile != labProfile {
		return nil
	}
	for _, c := range p.Clusters {
		cpu, memory := c.Footprint(labProfile)
		if !c.Simulated && (cpu.Cmp(resource.MustParse(labCPU)) > 0 || memory.Cmp(resource.MustParse(labMemory)) > 0) {
			out = append(out, fmt.Sprintf("cluster %s: its components ask for %s CPU and %s memory in profile %s, more than the %s CPU and %s that a laptop spares; disable some, or give the machine more",
				c.Name, cpu.String(), memory.String(), labProfile, labCPU, labMemory))
		}
	}
	return out
}
