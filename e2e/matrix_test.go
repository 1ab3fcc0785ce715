//go:build e2e

package e2e

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	choices "github.com/slipway-platform/slipway/generator/load"
)

// matrixVariable asks for every story with every agent when it is 1.
const matrixVariable = "SLIPWAY_E2E_MATRIX"

// withAgents tells a story of every agent, or, where time is short, of those
// that it is told of by default; the others are skipped by name.
func withAgents(t *testing.T, story func(t *testing.T, agent string), byDefault ...string) {
	for _, name := range slices.Sorted(maps.Keys(agents)) {
		t.Run(name, func(t *testing.T) {
			unlessShort(t, agents[name].title, slices.Contains(byDefault, name))
			story(t, name)
		})
	}
}

// withTopologies does so for every agent in every topology; what is told by
// default is named as argocd/hub.
func withTopologies(t *testing.T, story func(t *testing.T, agent, topology string), byDefault ...string) {
	for _, agent := range slices.Sorted(maps.Keys(agents)) {
		for _, topology := range choices.Topologies() {
			name := agent + "/" + topology
			t.Run(name, func(t *testing.T) {
				unlessShort(t, fmt.Sprintf("%s in topology %s", agents[agent].title, topology), slices.Contains(byDefault, name))
				story(t, agent, topology)
			})
		}
	}
}

// unlessShort skips what is neither told by default nor asked for.
func unlessShort(t *testing.T, of string, byDefault bool) {
	t.Helper()
	if os.Getenv(matrixVariable) != "1" && !byDefault {
		t.Skipf("skipped: make e2e-all tells this story, of %s", of)
	}
}
