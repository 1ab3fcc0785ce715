//go:build e2e

package e2e

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

const standalonePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: standalone
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {config: {extra: {round: "1"}}}}
  rings:
    - {name: canary, match: {ring: canary}}
    - {name: stable, revision: stable}
  clusters:
    - {name: one, provider: local, labels: {ring: canary}}
    - {name: two, provider: local}
`

// TestStandalone is the story of two clusters that drive themselves; the second
// follows a branch of its own.
func TestStandalone(t *testing.T) {
	withAgents(t, standalone, "argocd", "flux")
}

func standalone(t *testing.T, name string) {
	agent := agents[name]
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", name).Replace(standalonePlatform))
	l.run("generate", "-q")
	promote := func() { l.git("update-ref", "refs/heads/stable", "main") }

	t.Log("a cluster that cannot be brought in keeps no other out")
	_, stderr, err := l.try("lab", "up", "--timeout", "4m")
	if exitCode(err) != 1 || !strings.Contains(stderr, "[8/8] cluster one: settle ✓") ||
		!strings.Contains(stderr, "error: cluster two: root: the repository has no branch or tag stable, which ring stable follows") {
		t.Fatalf("lab up says %v\n%s", err, stderr)
	}
	one, two := l.client("one"), l.client("two")
	l.get(one, platformInfo)
	r, err := report(l)
	if exitCode(err) != 1 || !strings.Contains(r.Cause, "the repository has no branch or tag stable") {
		t.Errorf("status says %v: %s", err, r.Cause)
	}

	t.Log("once its branch is there, it is brought in alone")
	promote()
	_, stderr, err = l.try("bootstrap", "--cluster", "two", "--timeout", "4m")
	if err != nil || strings.Contains(stderr, "cluster one") {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	r, err = report(l)
	if err != nil || !r.Kept || r.Root != nil || len(r.Clusters) != 2 {
		t.Fatalf("status says %v: %+v", err, r)
	}
	for _, c := range r.Clusters {
		if c.Root == nil || c.Root.Sync != agent.well || len(c.Units) != 3 {
			t.Errorf("%+v", c)
		}
	}
	for name, c := range map[string]*kube.Client{"one": one, "two": two} {
		if facts := l.get(c, platformInfo)["data"].(map[string]any); facts["cluster.name"] != name {
			t.Errorf("%s is told %v", name, facts)
		}
	}

	t.Log("bootstrap again changes nothing")
	before := []any{agentObjects(l, one, agent), agentObjects(l, two, agent), l.git("rev-parse", "main")}
	l.run("bootstrap", "--timeout", "2m")
	if diff := cmp.Diff(before, []any{agentObjects(l, one, agent), agentObjects(l, two, agent), l.git("rev-parse", "main")}); diff != "" {
		t.Error(diff)
	}

	t.Log("a change arrives where the branch is followed, and where it is promoted")
	sample := agent.owner
	sample.Name = strings.NewReplacer("hub", "two", "web", "sample").Replace(sample.Name)
	round := func(number string) func(map[string]any) bool {
		return func(obj map[string]any) bool { return obj != nil && obj["data"].(map[string]any)["round"] == number }
	}
	l.edit("platform.yaml", `round: "1"`, `round: "2"`)
	l.edit("platform.yaml", "namespaces: {}", "namespaces: {}, sample: {}")
	l.land() // settles on two although the new unit is not in its revision
	l.eventually(one, platformInfo, "changed", round("2"))
	if !round("1")(l.get(two, platformInfo)) {
		t.Error("two changed before it was promoted")
	}
	if r, err = report(l); err != nil || len(r.Clusters[0].Units) != 4 || len(r.Clusters[1].Units) != 3 || r.Clusters[1].Revision != "stable" {
		t.Errorf("status says %v: %+v", err, r)
	}
	promote()
	l.eventually(two, platformInfo, "changed", round("2"))
	l.eventually(two, sample, "there", func(obj map[string]any) bool { return obj != nil })
	l.run("status", "--wait", "2m")

	healing := []*kube.Client{one, two}
	if agent.noHealing != "" {
		t.Log("skipped: drift is not healed: " + agent.noHealing)
		healing = nil
	}
	t.Log("drift is healed by each cluster's own agent")
	for _, c := range healing {
		old := meta(l.get(c, platformInfo), "uid")
		if err := c.Delete(t.Context(), platformInfo, kube.Background); err != nil {
			t.Fatal(err)
		}
		l.eventually(c, platformInfo, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != old })
	}

	t.Log("a cluster that is down hides no other and is not needed by any")
	keeper, err := local.Dial(t.Context(), filepath.Join(l.state, "acme"))
	if err != nil {
		t.Fatal(err)
	}
	if err := keeper.Stop(t.Context(), "two/kube-apiserver"); err != nil {
		t.Fatal(err)
	}
	r, err = report(l)
	if exitCode(err) != 1 || r.Kept || len(r.Clusters) != 2 || r.Clusters[0].Error != "" || r.Clusters[0].Root.Sync != agent.well {
		t.Errorf("status says %v: %+v", err, r)
	}
	if down := r.Clusters[1]; !strings.Contains(down.Error, "refused") || down.Verdict.Sync != "Unknown" || r.Cause != down.Error {
		t.Errorf("of two status says %+v, and the cause %s", down, r.Cause)
	}
	l.run("status", "--cluster", "one", "--wait", "1m")
	l.edit("platform.yaml", `round: "2"`, `round: "3"`)
	l.run("generate", "-q")
	l.run("bootstrap", "--cluster", "one", "--timeout", "2m")
	if !round("3")(l.get(one, platformInfo)) {
		t.Error("the change did not arrive")
	}

	t.Log("and comes back")
	promote()
	l.run("bootstrap", "--timeout", "3m")
	two = l.client("two")
	l.eventually(two, platformInfo, "changed", round("3"))
	l.run("status", "--wait", "1m")

	t.Log("a component that is taken out goes by a push alone")
	l.edit("platform.yaml", ", sample: {}", "")
	l.run("generate", "-q", "--allow-destructive")
	l.run("bootstrap", "--cluster", "one", "--timeout", "3m")
	promote()
	l.eventually(two, sample, "gone", func(obj map[string]any) bool { return obj == nil })
	l.run("status", "--wait", "2m")
}

// report is what status says, for programs.
func report(l *lab) (r bootstrap.Report, failed error) {
	l.t.Helper()
	out, stderr, failed := l.try("status", "-o", "json")
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		l.t.Fatalf("read status: %v\n%s", err, stderr)
	}
	return r, failed
}
