package bootstrap

import (
	"maps"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestAgentsRunAsTheyAreSet: what a cluster's own component sets reaches the processes, and no other's does.
func TestAgentsRunAsTheyAreSet(t *testing.T) {
	placed := func(component string, config map[string]any) platform.Placement {
		return platform.Placement{Unit: &platform.Unit{Variant: &platform.Variant{Component: &platform.Component{Name: component}, Config: config}}}
	}
	c := &platform.Cluster{Placements: []platform.Placement{
		placed("web", map[string]any{"size": "S"}),
		placed("flux", map[string]any{"size": "L", "concurrency": map[string]any{"helm": 50}, "env": map[string]any{}, "networkPolicy": true}),
	}}
	want := map[string]string{"size": "L", "concurrency.helm": "50", "networkPolicy": "true"}
	if got := agentSettings("flux", c); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := agentSettings("sveltos", c); len(got) != 0 {
		t.Errorf("a cluster without the component sets %v", got)
	}
}
