//go:build unix

package local

import (
	"strings"
	"testing"
)

// TestEndedOfAnAgent: what of an agent does not run is told with its exit and its
// last words; what was never started is not.
func TestEndedOfAnAgent(t *testing.T) {
	t.Parallel()
	keeper, dir := newKeeper(t), t.TempDir()
	agent := Agent{Name: "hub/agent", Dir: dir, Spec: AgentSpec{Processes: []AgentProcess{{Name: "idle"}, {Name: "crashing"}}}}
	ended, err := EndedOf(t.Context(), keeper, agent)
	if err != nil || ended != nil {
		t.Fatalf("of an agent that was never started it is %+v, %v", ended, err)
	}
	address := freeAddress(t)
	crashing := player(t, dir, "crashing", "serve", address)
	crashing.Name, crashing.Ready = "hub/agent/crashing", &Probe{TCP: address}
	if err := keeper.Start(t.Context(), crashing); err != nil {
		t.Fatal(err)
	}
	if ended, err := EndedOf(t.Context(), keeper, agent); err != nil || ended != nil {
		t.Fatalf("of one that runs it is %+v, %v", ended, err)
	}
	takePort(t, address, statusOf(t, keeper, "hub/agent/crashing").PID)
	soon(t, "its end", func() bool {
		ended, err = EndedOf(t.Context(), keeper, agent)
		return err != nil || ended != nil && strings.Contains(ended.LastExit, "exit status 1")
	})
	if err != nil || ended.Process != "crashing" || ended.Log != crashing.Log || !strings.Contains(ended.LastWords, "address already in use") {
		t.Errorf("it is %+v, %v", ended, err)
	}
}
