package load

import (
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// providerLocal is the provider whose clusters run the agent as processes, so
// that its component is installed from its local objects.
const providerLocal = "local"

// topology decides which clusters run the agent.
type topology struct {
	hub       bool
	runsAgent func(clusters []platform.ClusterInput) []bool
}

// topologies is the table: to add one, write a function and its line here.
func topologies() map[string]topology {
	return map[string]topology{
		"hub": {hub: true, runsAgent: hubRunsAgent},
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
func Deliveries() []string { return []string{"charts"} }
