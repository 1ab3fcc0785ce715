//go:build e2e

package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const firstPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// TestTwoPlatformsOnOneCluster: a cluster that one platform drives is refused to
// another, be that in another folder of the same repository or only called
// otherwise, and be it another agent's.
func TestTwoPlatformsOnOneCluster(t *testing.T) {
	withAgents(t, twoPlatforms, "flux")
}

func twoPlatforms(t *testing.T, agent string) {
	text := strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(firstPlatform)
	l := newLab(t, text)
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	_, contextName := l.asExisting("hub")
	hub := l.client("hub")
	before := map[string]any{"commit": l.git("rev-parse", "main"), "objects": agentObjects(l, hub, agents[agent])}
	others := map[string]string{"argocd": "flux", "flux": "argocd", "sveltos": "argocd"}
	for name, change := range map[string][]string{
		"another folder": {"acme.git\"}", "acme.git\", path: blue}"},
		"another name":   {"name: acme}", "name: blue}"},
		"another agent":  {"name: acme}", "name: blue}", "agent: " + agent, "agent: " + others[agent]},
	} {
		second := &lab{t: t, slipway: l.slipway, dir: filepath.Join(t.TempDir(), "acme"), state: filepath.Join(t.TempDir(), "labs")}
		changes := append(change, "provider: local", "provider: existing, context: "+contextName)
		second.write("platform.yaml", strings.NewReplacer(changes...).Replace(text))
		second.run("generate", "-q")
		_, stderr, err := second.try("bootstrap", "--yes", "--timeout", "1m")
		if exitCode(err) != 1 || !strings.Contains(stderr, "from platform acme of http://") {
			t.Errorf("%s: bootstrap says %v\n%s", name, err, stderr)
		}
	}
	after := map[string]any{"commit": l.git("rev-parse", "main"), "objects": agentObjects(l, hub, agents[agent])}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("a refused bootstrap changed (- before, + after):\n%s", diff)
	}
}
