package load

import (
	"encoding/json"
	"os"
	"testing"
)

// TestRenovateSeesTheSamePins: a version that Renovate overlooks would grow old,
// and nobody would be told.
func TestRenovateSeesTheSamePins(t *testing.T) {
	var config struct {
		CustomManagers []struct{ MatchStrings []string }
	}
	text, err := os.ReadFile("../../renovate.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	if m := config.CustomManagers; len(m) != 1 || len(m[0].MatchStrings) != 1 || m[0].MatchStrings[0] != pinPattern {
		t.Errorf("renovate.json looks for %q, and lint and upgrade for %q", m, pinPattern)
	}
}
