//go:build e2e

package e2e

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMigrateStandalone moves clusters that drive themselves, one after the
// other: each keeps what runs on it.
func TestMigrateStandalone(t *testing.T) {
	unlessShort(t, "a move in topology standalone", false)
	if os.Getenv(matrixVariable) != "1" {
		t.Skip("skipped: make e2e-all moves standalone clusters too")
	}
	l := newMigration(t, strings.Replace(migratePlatform, "  profile: lab\n", "  profile: lab\n  topology: standalone\n", 1))
	for round, move := range [][2]string{{"argocd", "flux"}, {"flux", "sveltos"}} {
		before := workloads(l)
		l.run("migrate", move[1], "--yes", "--timeout", "4m")
		if diff := cmp.Diff(before, workloads(l)); diff != "" {
			t.Errorf("from %s to %s changed workloads (- before, + after):\n%s", move[0], move[1], diff)
		}
		nothingOf(l, move[0], move[1])
		if out := l.run("status", "--wait", "1m"); !strings.Contains(out, "the contract is kept") {
			t.Errorf("status says\n%s", out)
		}
		drives(l, move[1], round, "")
	}
}
