//go:build e2e && linux

package e2e

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

const shardsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: hub
  shards: 2
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {cargo: {config: {round: "1"}}}
  clusters:
    - {name: hub, role: hub, provider: local}
`

// TestShardsShareTheClusters: each set of an agent's controllers works on the
// clusters of its shard and on no other, and without its set a shard stands still
// while the others go on.
func TestShardsShareTheClusters(t *testing.T) {
	withAgents(t, shardsShare, "argocd", "flux")
}

func shardsShare(t *testing.T, agent string) {
	if !agentKinds[agent].named {
		t.Skip("skipped: behind one API server Sveltos' clusters cannot be told apart; TestShardsApart tells this with one for each")
	}
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(shardsPlatform))
	fleet := newSpokes(t, 6)
	fleet.useContexts(t)
	l.write("platform.yaml", l.read("platform.yaml")+fleet.yaml())
	l.write("catalog/cargo/component.cue", cargoComponent(agent, "cargo", ""))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	l.run("bootstrap", "--yes", "--timeout", "4m")
	shards := l.shards(fleet.names)
	if len(shards["shard 0"]) < 2 || len(shards["shard 1"]) < 2 {
		t.Fatalf("the clusters are shared out as %v", shards)
	}

	t.Log("the second set of controllers ends, and a commit reaches the clusters of the first alone")
	keeper, err := local.Dial(t.Context(), filepath.Join(l.state, "acme"))
	if err != nil {
		t.Fatal(err)
	}
	second := l.endingIn(keeper, "-shard-1")
	if len(second) == 0 || keeper.Stop(t.Context(), second...) != nil {
		t.Fatalf("of the second shard run %v", second)
	}
	l.edit("platform.yaml", `round: "1"`, `round: "2"`)
	l.run("generate", "-q")
	l.inDir("git", "commit", "--all", "--quiet", "--message", "next round")
	l.inDir("git", "push", "--quiet", "origin", "HEAD:main")
	spoke, err := kube.ConnectFile(fleet.plane.Kubeconfig(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, cluster := range shards["shard 0"] {
		l.eventually(spoke, cargoOf(cluster), "of the next round", ofRound("2"))
	}
	for _, cluster := range shards["shard 1"] {
		if !ofRound("1")(l.get(spoke, cargoOf(cluster))) {
			t.Errorf("cluster %s of the second shard was changed by the first", cluster)
		}
	}

	t.Log("bootstrap starts it again")
	l.run("bootstrap", "--timeout", "4m")
	for _, cluster := range shards["shard 1"] {
		if !ofRound("2")(l.get(spoke, cargoOf(cluster))) {
			t.Errorf("cluster %s is not of the next round", cluster)
		}
	}

	t.Log("with one shard, one set has them all")
	l.edit("platform.yaml", "  shards: 2\n", "")
	l.edit("platform.yaml", `round: "2"`, `round: "3"`)
	l.run("generate", "-q", "--allow-destructive")
	l.run("bootstrap", "--timeout", "4m")
	for _, cluster := range fleet.names {
		if !ofRound("3")(l.get(spoke, cargoOf(cluster))) {
			t.Errorf("cluster %s is not of the last round", cluster)
		}
	}
	states, err := keeper.Status(t.Context())
	if err != nil || slices.ContainsFunc(states, func(s local.Status) bool { return strings.Contains(s.Name, "-shard-") }) {
		t.Errorf("there are %v (%v)", states, err)
	}
}

// shards are the clusters of each, as slipway explain says.
func (l *lab) shards(clusters []string) map[string][]string {
	l.t.Helper()
	out := map[string][]string{}
	for _, cluster := range clusters {
		found := regexp.MustCompile(`served by (shard \d+) of the agent`).FindStringSubmatch(l.run("explain", cluster))
		if found == nil {
			l.t.Fatalf("explain does not say the shard of %s", cluster)
		}
		out[found[1]] = append(out[found[1]], cluster)
	}
	return out
}

func cargoOf(cluster string) kube.Ref {
	return kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "cargo", Name: "cargo-a-" + cluster}
}

func ofRound(round string) func(map[string]any) bool {
	return func(obj map[string]any) bool {
		m, _ := obj["metadata"].(map[string]any)
		labels, _ := m["labels"].(map[string]any)
		return labels["round"] == round
	}
}
