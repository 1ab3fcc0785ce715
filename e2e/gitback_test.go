//go:build e2e

package e2e

import (
	"testing"
	"time"
)

// TestGitComesBack: an agent that found no Git server for a while looks again as
// soon as lab up has started it, and does not first wait as long as it would.
func TestGitComesBack(t *testing.T) {
	withAgents(t, gitComesBack, "argocd")
}

func gitComesBack(t *testing.T, agent string) {
	l := courseLab(t, agent)
	l.run("lab", "exercise", "start", "git-down")
	time.Sleep(15 * time.Second) // in a lab agents look every ten seconds at least
	if _, _, err := l.try("status"); err == nil {
		t.Fatal("status looks at Git, which is down")
	}
	l.run("lab", "up", "--no-bootstrap")
	l.run("status", "--wait", "90s") // half of what its ApplicationSets wait after a try without Git
}
