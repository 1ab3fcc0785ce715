//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"strings"
	"testing"
)

const killedPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {}, sample: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// TestKilledBootstrap kills bootstrap in each of its steps and runs it again:
// steps look at the live world, so nothing is left half done.
func TestKilledBootstrap(t *testing.T) {
	l := newLab(t, strings.Replace(killedPlatform, "GIT", freeAddress(t), 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	for step := 1; step <= 8; step++ {
		killIn(l, step)
	}
	l.run("bootstrap", "--timeout", "3m")
	if out := l.run("status"); !strings.Contains(out, "the contract is kept") {
		t.Errorf("status says\n%s", out)
	}
}

// killIn runs bootstrap and kills it once it says that a step began or ended.
func killIn(l *lab, step int) {
	l.t.Helper()
	cmd := l.command(l.t.Context(), "bootstrap", "--timeout", "3m")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		l.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	marker := fmt.Sprintf("[%d/8]", step)
	seen := false
	for lines := bufio.NewScanner(stderr); !seen && lines.Scan(); {
		seen = strings.Contains(lines.Text(), marker)
	}
	if err := cmd.Process.Kill(); err != nil {
		l.t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed: that is its result
	if !seen {
		l.t.Fatalf("bootstrap ended before step %d", step)
	}
	l.t.Logf("killed in step %d", step)
}
