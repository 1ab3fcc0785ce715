package load

import (
	"slices"
	"testing"
	"testing/fstest"
)

// TestAgentNames keeps a folder that only says how to run an agent's processes
// from being offered as an agent.
func TestAgentNames(t *testing.T) {
	names, err := agentNames(fstest.MapFS{
		"complete/agent.cue":    {},
		"complete/local.yaml":   {},
		"unfinished/local.yaml": {},
	})
	if err != nil || !slices.Equal(names, []string{"complete"}) {
		t.Errorf("agents are %v (%v)", names, err)
	}
}
