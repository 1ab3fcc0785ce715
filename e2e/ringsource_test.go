//go:build e2e

package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// ringSourcePlatform has a hub that follows main, and a cluster each that follows
// a branch and a tag.
const ringSourcePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  topology: hub
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components:
    platform-info: {config: {extra: {round: "1"}}}
    web: {config: {message: round-1}}
  rings:
    - {name: canary}
    - {name: early, match: {ring: early}, revision: next}
    - {name: stable, match: {ring: stable}, revision: refs/tags/v1}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: red}}
    - {name: one, provider: local, server: "https://one.example.com", labels: {colour: green, ring: early}}
    - {name: two, provider: local, server: "https://two.example.com", labels: {colour: blue, ring: stable}}
`

// ringLab is that platform as a lab, and its clusters.
type ringLab struct {
	*lab
	clients map[string]*kube.Client
}

// round makes everything say the next number.
func (l *ringLab) round(from, to string) {
	l.t.Helper()
	l.edit("platform.yaml", `round: "`+from+`"`, `round: "`+to+`"`)
	l.edit("platform.yaml", "message: round-"+from, "message: round-"+to)
}

// moves makes a branch or tag what main is.
func (l *ringLab) moves(ref string) { l.git("update-ref", ref, "main") }

// says waits until a cluster's objects and its chart are of a round.
func (l *ringLab) says(cluster, round string) {
	l.t.Helper()
	c := l.clients[cluster]
	l.eventually(c, platformInfo, "of round "+round, func(obj map[string]any) bool { return obj != nil && roundOf(obj) == round })
	l.eventually(c, webConfig, "of round "+round, func(obj map[string]any) bool {
		return obj != nil && arrivedValues(l.lab, c)["message"] == "round-"+round
	})
}

// stays is that a cluster is of a round, now.
func (l *ringLab) stays(cluster, round string) {
	l.t.Helper()
	if got := roundOf(l.get(l.clients[cluster], platformInfo)); got != round {
		l.t.Errorf("cluster %s is of round %s, not %s", cluster, got, round)
	}
	if got := arrivedValues(l.lab, l.clients[cluster])["message"]; got != "round-"+round {
		l.t.Errorf("the chart on cluster %s says %v, not round-%s", cluster, got, round)
	}
}

func roundOf(obj map[string]any) any { return obj["data"].(map[string]any)["round"] }

// kept is what status says of a platform in order, by cluster.
func (l *ringLab) kept() map[string]bootstrap.ClusterReport {
	l.t.Helper()
	l.run("status", "--wait", "2m")
	r, err := report(l.lab)
	if err != nil || !r.Kept {
		l.t.Fatalf("status says %v: %s", err, r.Cause)
	}
	out := map[string]bootstrap.ClusterReport{}
	for _, c := range r.Clusters {
		out[c.Name] = c
	}
	return out
}

// uids are those of what owns workloads and of the workloads, on two.
func (l *ringLab) uids() []string {
	l.t.Helper()
	hub, agent := l.clients["hub"], agents["flux"]
	return []string{
		meta(l.get(hub, kube.Ref{APIVersion: agent.owner.APIVersion, Kind: agent.owner.Kind, Namespace: "flux-system", Name: "web.two"}), "uid"),
		meta(l.get(hub, kube.Ref{APIVersion: "helm.toolkit.fluxcd.io/v2", Kind: "HelmRelease", Namespace: "flux-system", Name: "web.two"}), "uid"),
		meta(l.get(l.clients["two"], webDeployment), "uid"), meta(l.get(l.clients["two"], platformInfo), "uid"),
	}
}

// TestRingSources: a hub whose rings follow revisions of their own gives each
// cluster what that revision has, as a whole.
func TestRingSources(t *testing.T) {
	l := &ringLab{newLab(t, strings.Replace(ringSourcePlatform, "GIT", freeAddress(t), 1)), map[string]*kube.Client{}}
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", serveCharts(t, "1.0.0").repository, 1))
	l.run("generate", "-q")

	t.Log("what a ring follows and is not there keeps no other cluster out")
	_, stderr, err := l.try("lab", "up", "--timeout", "4m")
	for _, want := range []string{"the repository has no branch or tag next, which ring early follows\nmake it: git push http://", " main:refs/heads/next",
		"the repository has no branch or tag refs/tags/v1, which ring stable follows", " main:refs/tags/v1"} {
		if exitCode(err) != 1 || !strings.Contains(stderr, want) {
			t.Fatalf("lab up says %v, without %q\n%s", err, want, stderr)
		}
	}
	for _, cluster := range []string{"hub", "one", "two"} {
		l.clients[cluster] = l.client(cluster)
	}
	l.says("hub", "1")
	if r, err := report(l.lab); exitCode(err) != 1 || r.Kept || !strings.Contains(r.Cause, "the repository has no branch or tag next") {
		t.Errorf("status says %v: %s", err, r.Cause)
	}

	t.Log("once they are there, their clusters are brought in")
	l.moves("refs/heads/next")
	l.moves("refs/tags/v1")
	l.run("bootstrap", "--timeout", "3m")
	l.stays("one", "1")
	l.stays("two", "1")
	first := strings.TrimSpace(l.git("rev-parse", "main"))
	clusters := l.kept()
	if clusters["hub"].Revision != "" || clusters["one"].Revision != "next" || clusters["two"].Revision != "refs/tags/v1" || clusters["two"].Commit != first {
		t.Errorf("status says %+v", clusters)
	}
	before, uids := agentObjects(l.lab, l.clients["hub"], agents["flux"]), l.uids()
	l.run("bootstrap", "--timeout", "2m")
	if diff := cmp.Diff(before, agentObjects(l.lab, l.clients["hub"], agents["flux"])); diff != "" {
		t.Errorf("bootstrap again changed (- before, + after):\n%s", diff)
	}

	t.Log("a commit reaches the ring that follows the branch it is on, with all that it holds")
	l.round("1", "2")
	l.edit("platform.yaml", "    web:", "    sample: {}\n    web:")
	l.land()
	l.stays("hub", "2")
	l.stays("one", "1")
	l.stays("two", "1")
	clusters = l.kept()
	if len(clusters["hub"].Units) <= len(clusters["two"].Units)+1 || clusters["two"].Commit != first {
		t.Errorf("status says %+v", clusters)
	}
	l.moves("refs/heads/next")
	l.says("one", "2")
	l.stays("two", "1")

	t.Log("a tag brings it once it moves, or once the ring follows another")
	l.moves("refs/tags/v2")
	l.edit("platform.yaml", "refs/tags/v1", "refs/tags/v2")
	l.round("2", "3")
	l.land()
	l.stays("hub", "3")
	l.stays("two", "2")
	l.moves("refs/tags/v2")
	l.says("two", "3")
	l.kept()
	if diff := cmp.Diff(uids, l.uids()); diff != "" {
		t.Errorf("objects were made anew (- before, + after):\n%s", diff)
	}

	t.Log("a revision that does not have a cluster leaves it as it is, and is named")
	tree := strings.TrimSpace(l.git("mktree"))
	l.git("update-ref", "refs/tags/v0", strings.TrimSpace(l.git("-c", "user.name=e2e", "-c", "user.email=e2e@example.com", "commit-tree", tree, "-m", "nothing")))
	l.edit("platform.yaml", "refs/tags/v2", "refs/tags/v0")
	l.run("generate", "-q")
	l.inDir("git", "fetch", "--quiet", "origin", "refs/tags/v0:refs/tags/v0")
	_, stderr, err = l.try("bootstrap", "--timeout", "2m")
	if exitCode(err) != 1 || !strings.Contains(stderr, "revision refs/tags/v0, which ring stable follows, does not have cluster two at ") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
	const missing = "cluster two at refs/tags/v0, which ring stable follows: the repository has no folder gitops/flux/clusters/two at this commit"
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Second) { // until the agent has looked there
		if r, _ := report(l.lab); strings.HasPrefix(r.Cause, missing) {
			break
		}
	}
	if r, err := report(l.lab); exitCode(err) != 1 || !strings.HasPrefix(r.Cause, missing) || !strings.Contains(r.Mend, "the ring's revision") {
		t.Errorf("status says %v: %s\n%s", err, r.Cause, r.Mend)
	}
	l.stays("two", "3")

	t.Log("a cluster that leaves the ring, and a ring without a revision, follow the branch again")
	l.edit("platform.yaml", "colour: blue, ring: stable", "colour: blue")
	l.edit("platform.yaml", "match: {ring: early}, revision: next", "match: {ring: early}")
	l.round("3", "4")
	l.land()
	for cluster := range l.clients {
		l.stays(cluster, "4")
	}
	for _, r := range []kube.Ref{
		{APIVersion: "source.toolkit.fluxcd.io/v1", Kind: "GitRepository", Namespace: "flux-system", Name: "platform.ring.stable"},
		{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "values.ring.early"},
		{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "source.cluster.one"},
		{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "source.cluster.two"},
	} {
		l.eventually(l.clients["hub"], r, "gone", gone)
	}
	if clusters := l.kept(); clusters["two"].Revision != "" {
		t.Errorf("status says %+v", clusters["two"])
	}
	if diff := cmp.Diff(uids, l.uids()); diff != "" {
		t.Errorf("objects were made anew (- before, + after):\n%s", diff)
	}
}
