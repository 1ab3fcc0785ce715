package load

import (
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// providerLocal is the provider whose clusters run the agent as processes, so
// that its component is installed from its local objects.
const providerLocal = "local"

// topology decides which clusters run the agent.
type topology struct {
	hub       bool // one cluster has role hub and drives the others
	runsAgent func(clusters []platform.ClusterInput) []bool
}

// topologies is the table: to add one, write a function and its line here.
func topologies() map[string]topology {
	return map[string]topology{
		"hub":        {hub: true, runsAgent: hubRunsAgent},
		"standalone": {runsAgent: everyClusterRunsAgent},
	}
}

// hubRunsAgent: the hub drives every cluster; a single cluster is the hub.
func hubRunsAgent(clusters []platform.ClusterInput) []bool {
	runs := make([]bool, len(clusters))
	for i, c := range clusters {
		runs[i] = c.Role == "hub" || len(clusters) == 1
	}
	return runs
}

// everyClusterRunsAgent: each drives itself, whatever its role says.
func everyClusterRunsAgent(clusters []platform.ClusterInput) []bool {
	runs := make([]bool, len(clusters))
	for i := range runs {
		runs[i] = true
	}
	return runs
}

// unusedByTopology notes what clusters say that this topology has no use for, so
// that one platform.yaml fits every topology.
func (r *resolver) unusedByTopology() {
	if r.topology.hub {
		return
	}
	var names []string
	for _, c := range r.input.Spec.Clusters {
		if c.Role != "" || c.Credentials != nil {
			names = append(names, c.Name)
		}
	}
	if len(names) > 0 {
		r.notes[fmt.Sprintf("topology %s has no use for role and credentials of %s: each cluster drives itself",
			r.input.Spec.Topology, inputClusterNames(names))] = true
	}
}

// Topologies lists the topologies that exist, sorted.
func Topologies() []string {
	var names []string
	for name := range topologies() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Deliveries lists what Git may hold.
func Deliveries() []string { return []string{"charts", "manifests"} }
