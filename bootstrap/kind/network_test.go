package kind

import (
	"os"
	"path/filepath"
	"testing"
)

// TestTheNetworkStaysWhereSomebodyIsOnIt, running or not.
func TestTheNetworkStaysWhereSomebodyIsOnIt(t *testing.T) {
	for _, tt := range []struct {
		name, containers, inspect string
		removed                   bool
	}{
		{"nobody is on it", "", "0", true},
		{"somebody is", "0123abc", "0", false},
		{"there is none", "", "1", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			removed := filepath.Join(t.TempDir(), "removed")
			programs(t, map[string]string{"docker": `case "$*" in
"ps --all --quiet --filter network=kind") echo ` + tt.containers + `;;
"network inspect kind") exit ` + tt.inspect + `;;
"network rm kind") echo >` + removed + `;;
*) exit 1;;
esac`})
			if err := (&Engine{name: "docker"}).RemoveNetwork(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(removed); (err == nil) != tt.removed {
				t.Errorf("removed: %v", err == nil)
			}
		})
	}
}
