//go:build e2e

package e2e

import (
	"maps"
	"os"
	"slices"
	"testing"
)

// matrixVariable asks for every story with every agent when it is 1.
const matrixVariable = "SLIPWAY_E2E_MATRIX"

// withAgents tells a story of every agent, or, where time is short, of those
// that it is told of by default; the others are skipped by name.
func withAgents(t *testing.T, story func(t *testing.T, agent string), byDefault ...string) {
	for _, name := range slices.Sorted(maps.Keys(agents)) {
		t.Run(name, func(t *testing.T) {
			if os.Getenv(matrixVariable) != "1" && !slices.Contains(byDefault, name) {
				t.Skipf("skipped: make e2e-all tells this story of %s too", agents[name].title)
			}
			story(t, name)
		})
	}
}
