//go:build e2e && linux

package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

const shardsApartPlatform = `apiVersion: slipway.dev/v1alpha1
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
    - {name: near, provider: local, shard: 0}
    - {name: far, provider: local, shard: 1}
`

// TestShardsApart is TestShardsShareTheClusters for an agent whose clusters cannot share
// an API server, as it would take the objects of others for its own. Its shard-controller is in
// no module: provider local starts the controllers of a shard, which are the real ones.
func TestShardsApart(t *testing.T) {
	withAgents(t, shardsApart, "sveltos")
}

func shardsApart(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(shardsApartPlatform))
	l.write("catalog/cargo/component.cue", cargoComponent(agent, "cargo", ""))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	cargo := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "cargo", Name: "cargo-a"}
	near, far := l.client("near"), l.client("far")
	for _, client := range []*kube.Client{near, far} {
		if !ofRound("1")(l.get(client, cargo)) {
			t.Fatalf("%s has nothing of the first round", client.Server())
		}
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
	l.eventually(near, cargo, "of the next round", ofRound("2"))
	if !ofRound("1")(l.get(far, cargo)) {
		t.Error("the cluster of the second shard was changed by the first")
	}

	t.Log("bootstrap starts it again")
	l.run("bootstrap", "--timeout", "4m")
	l.eventually(far, cargo, "of the next round", ofRound("2")) // what its controllers said before is good until they have looked

	t.Log("with one shard, one set has them all, once it is restarted")
	l.edit("platform.yaml", "  shards: 2\n", "")
	l.edit("platform.yaml", `round: "2"`, `round: "3"`)
	l.run("generate", "-q", "--allow-destructive")
	l.run("bootstrap", "--timeout", "4m")
	l.eventually(near, cargo, "of the last round", ofRound("3"))
	if !ofRound("2")(l.get(far, cargo)) {
		t.Error("the first set of controllers takes over what moves: the limit is none any more, and the docs are wrong")
	}
	if first := l.endingIn(keeper, "/addon-controller"); len(first) != 1 || keeper.Stop(t.Context(), first...) != nil {
		t.Fatalf("of the first shard run %v", first)
	}
	l.run("bootstrap", "--timeout", "4m")
	l.eventually(far, cargo, "of the last round", ofRound("3"))
	if left := l.endingIn(keeper, "-shard-1"); len(left) > 0 {
		t.Errorf("there are %v", left)
	}
}

// endingIn names the lab's processes that do.
func (l *lab) endingIn(keeper *local.Client, suffix string) (names []string) {
	l.t.Helper()
	states, err := keeper.Status(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	for _, s := range states {
		if strings.HasSuffix(s.Name, suffix) {
			names = append(names, s.Name)
		}
	}
	return names
}
