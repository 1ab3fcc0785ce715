//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const migratePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd   # which one
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components:
    namespaces: {}
    platform-info: {config: {extra: {round: "0", dropped: "0"}}}
    sample: {}
    web: {config: {message: first}}
  clusters:
    - {name: hub, role: hub, provider: local, server: "https://hub.example.com", labels: {colour: green}}
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {colour: blue}, components: {sample: {enabled: false}}}
`

// footprint is what an agent must not leave behind.
type footprint struct {
	namespaces []string
	groups     []string
	managers   []string
	marks      []string // how its labels and annotations begin
}

var footprints = map[string]footprint{
	"argocd": {[]string{"argocd"}, []string{"argoproj.io"}, []string{"argocd-controller"}, []string{"argocd.argoproj.io/"}},
	"flux": {
		[]string{"flux-system"},
		[]string{"source.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io"},
		[]string{"kustomize-controller", "helm-controller"},
		[]string{"kustomize.toolkit.fluxcd.io/", "helm.toolkit.fluxcd.io/", "config.kubernetes.io/origin"},
	},
	// Flux's controllers carry the repository to it.
	"sveltos": {
		[]string{"projectsveltos", "flux-system"},
		[]string{"config.projectsveltos.io", "lib.projectsveltos.io", "source.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io"},
		[]string{"application/apply-patch", "addon-controller", "kustomize-controller"},
		[]string{"projectsveltos.io/", "kustomize.toolkit.fluxcd.io/"},
	},
}

// TestMigrate moves a platform of two clusters from agent to agent and back. What runs stays
// what it was, and what is left of the agent is nothing.
func TestMigrate(t *testing.T) {
	l := newMigration(t, migratePlatform)
	beside := applyNeighbour(l, l.client("hub"))
	moves := []struct{ from, to, pruned string }{
		{"argocd", "flux", "    sample: {}\n"}, {"flux", "sveltos", ""}, {"sveltos", "argocd", "    web: {config: {message: flux}}\n"},
	}
	for round, move := range moves {
		before := workloads(l)
		l.run("migrate", move.to, "--yes", "--timeout", "4m")
		if diff := cmp.Diff(before, workloads(l)); diff != "" {
			t.Errorf("from %s to %s changed workloads (- before, + after):\n%s", move.from, move.to, diff)
		}
		nothingOf(l, move.from, move.to)
		if out := l.run("status", "--wait", "1m"); !strings.Contains(out, "the contract is kept") {
			t.Errorf("status says\n%s", out)
		}
		if files := l.inGit(); slices.ContainsFunc(files, func(f string) bool { return strings.HasPrefix(f, "gitops/"+move.from+"/") }) {
			t.Errorf("Git still has %s", files)
		}
		if uid := meta(l.get(l.client("hub"), neighbour), "uid"); uid != beside {
			t.Errorf("%s of another program in the same API group is %s, was %s", neighbour, uid, beside)
		}

		t.Log("again changes nothing")
		commit := l.git("rev-parse", "main")
		if out := l.run("migrate", move.to, "--yes"); !strings.Contains(out, "already; nothing was changed") {
			t.Errorf("migrate says %s", out)
		}
		if l.git("rev-parse", "main") != commit || cmp.Diff(before, workloads(l)) != "" {
			t.Error("something changed")
		}
		drives(l, move.to, round, move.pruned)
	}
	if text := l.read("platform.yaml"); !strings.Contains(text, "  agent: argocd   # which one\n") {
		t.Errorf("platform.yaml is\n%s", text)
	}
}

// neighbour is of a kind that shares an API group with Argo CD's own and is
// none of them.
var neighbour = kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "Rollout", Namespace: "default", Name: "mine"}

// applyNeighbour makes it as somebody else would, and returns its UID.
func applyNeighbour(l *lab, c *kube.Client) string {
	l.t.Helper()
	type m = map[string]any
	definition := m{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": m{"name": "rollouts.argoproj.io"},
		"spec": m{
			"group": "argoproj.io", "scope": "Namespaced", "names": m{"kind": neighbour.Kind, "plural": "rollouts"},
			"versions": []any{m{"name": "v1alpha1", "served": true, "storage": true, "schema": m{"openAPIV3Schema": m{"type": "object"}}}},
		},
	}
	mine := m{"apiVersion": neighbour.APIVersion, "kind": neighbour.Kind, "metadata": m{"namespace": neighbour.Namespace, "name": neighbour.Name, "finalizers": []any{"example.com/mine"}}}
	if _, err := c.Apply(l.t.Context(), "somebody", []m{definition, mine}, kube.ApplyOptions{Force: true}); err != nil {
		l.t.Fatal(err)
	}
	return meta(l.get(c, neighbour), "uid")
}

// drives shows that an agent changes, heals and prunes.
func drives(l *lab, agent string, round int, pruned string) {
	l.t.Helper()
	l.t.Logf("%s drives both clusters", agent)
	clients := []*kube.Client{l.client("hub"), l.client("spoke")}
	if round == 0 {
		l.edit("platform.yaml", "message: first", "message: flux")
		l.edit("platform.yaml", `, dropped: "0"`, "")
	}
	l.edit("platform.yaml", fmt.Sprintf("round: %q", fmt.Sprint(round)), fmt.Sprintf("round: %q", fmt.Sprint(round+1)))
	l.land()
	for _, c := range clients {
		heals := agents[agent].noHealing == ""
		l.eventually(c, platformInfo, "changed", func(obj map[string]any) bool {
			data, _ := obj["data"].(map[string]any)
			return data["round"] == fmt.Sprint(round+1) && data["dropped"] == nil
		})
		for _, r := range []kube.Ref{platformInfo, webConfig} {
			if !heals {
				continue
			}
			old := meta(l.get(c, r), "uid")
			if err := c.Delete(l.t.Context(), r, kube.Background); err != nil {
				l.t.Fatal(err)
			}
			l.eventually(c, r, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != old })
		}
	}
	if v := arrivedValues(l, clients[1]); v["message"] != "flux" {
		l.t.Errorf("the chart got %v", v["message"])
	}
	if pruned == "" {
		return
	}
	gone := []kube.Ref{webDeployment, webConfig}
	if round == 0 {
		gone = slices.Concat(deployments(l, clients[0], "sample"), // the others go later, and the next round compares what runs
			listed(l, clients[0], kube.Ref{APIVersion: "apps/v1", Kind: "ReplicaSet", Namespace: "sample"}),
			listed(l, clients[0], kube.Ref{APIVersion: "v1", Kind: "Pod", Namespace: "sample"}))
		l.edit("platform.yaml", ", components: {sample: {enabled: false}}", "")
	}
	l.edit("platform.yaml", pruned, "")
	l.land()
	for _, r := range gone {
		l.eventually(clients[0], r, "gone", func(obj map[string]any) bool { return obj == nil })
	}
}

// TestKilledMigration kills a move as each of its steps begins; the next run
// goes on, and nothing is lost on the way.
func TestKilledMigration(t *testing.T) {
	l := newMigration(t, migratePlatform)
	before := workloads(l)
	const steps = 12
	for step := 1; step <= steps; step++ {
		killWhen(l, fmt.Sprintf("[%d/%d]", step, steps), 0, "migrate", "flux", "--yes", "--timeout", "3m")
		if step > 2 {
			if _, stderr, err := l.try("bootstrap", "--timeout", "1m"); exitCode(err) != 1 || !strings.Contains(stderr, "slipway migrate flux") && !strings.Contains(stderr, "slipway generate") {
				t.Errorf("bootstrap in the middle says %v\n%s", err, stderr)
			}
		}
	}
	l.run("migrate", "flux", "--yes", "--timeout", "4m")
	if diff := cmp.Diff(before, workloads(l)); diff != "" {
		t.Errorf("workloads changed (- before, + after):\n%s", diff)
	}
	nothingOf(l, "argocd", "flux")
	l.run("status", "--wait", "1m")
}

func newMigration(t *testing.T, platform string) *lab {
	t.Helper()
	mayCompile(t, append(agents["flux"].programs, agents["sveltos"].programs...)...)
	l := newLab(t, strings.Replace(platform, "GIT", freeAddress(t), 1))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	return l
}

// workloads is what runs on both clusters, and what it is made from: identity,
// generation and spec. A Deployment's generation counts annotations too, which
// marks are; that nothing rolled out is told by its ReplicaSets and Pods.
func workloads(l *lab) map[string]string { return workloadsOn(l, "hub", "spoke") }

func workloadsOn(l *lab, clusters ...string) map[string]string {
	l.t.Helper()
	out := map[string]string{}
	for _, cluster := range clusters {
		for _, r := range []kube.Ref{
			{APIVersion: "v1", Kind: "Namespace"}, {APIVersion: "v1", Kind: "Service"}, {APIVersion: "v1", Kind: "ConfigMap"}, {APIVersion: "v1", Kind: "Pod"},
			{APIVersion: "apps/v1", Kind: "Deployment"}, {APIVersion: "apps/v1", Kind: "ReplicaSet"}, {APIVersion: "v1", Kind: "ServiceAccount"},
		} {
			objects, err := l.client(cluster).List(l.t.Context(), r, kube.ListOptions{})
			if err != nil {
				l.t.Fatal(err)
			}
			for _, o := range objects {
				ref := kube.RefOf(o)
				if slices.ContainsFunc([]string{"argocd", "flux-system", "projectsveltos", "kube-system"}, func(n string) bool { return ref.Namespace == n || ref.Name == n }) {
					continue
				}
				if r.Kind == "Deployment" {
					delete(o["metadata"].(map[string]any), "generation")
				}
				spec, err := json.Marshal(o["spec"])
				if err != nil {
					l.t.Fatal(err)
				}
				out[cluster+" "+ref.String()] = fmt.Sprintf("%s generation %s %s", meta(o, "uid"), meta(o, "generation"), spec)
			}
		}
	}
	if len(out) < 10 {
		l.t.Fatalf("there are only %v", out)
	}
	return out
}

// nothingOf looks at every object of both clusters for what an agent left, but
// for what the one that came has in common with it.
func nothingOf(l *lab, agent, came string) { nothingOn(l, agent, came, "hub", "spoke") }

func nothingOn(l *lab, agent, came string, clusters ...string) {
	l.t.Helper()
	now, old := footprints[came], footprints[agent]
	minus := func(a, b []string) []string {
		return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
	}
	old = footprint{minus(old.namespaces, now.namespaces), minus(old.groups, now.groups), minus(old.managers, now.managers), minus(old.marks, now.marks)}
	for _, cluster := range clusters {
		c := l.client(cluster)
		kinds, err := c.Kinds(l.t.Context(), func(_, _ string) bool { return true })
		if err != nil {
			l.t.Fatal(err)
		}
		for _, k := range kinds {
			if slices.Contains(old.groups, k.Group) && k.Name != neighbour.Kind {
				l.t.Errorf("%s still serves %s of %s", cluster, k.Name, k.Group)
			}
		}
		err = c.EachMeta(l.t.Context(), kinds, func(m kube.Meta) {
			marked := slices.ContainsFunc(old.managers, func(name string) bool { return slices.Contains(m.Managers, name) })
			for _, marks := range []map[string]string{m.Labels, m.Annotations} {
				for key := range marks {
					marked = marked || slices.ContainsFunc(old.marks, func(mark string) bool { return strings.HasPrefix(key, mark) })
				}
			}
			record := m.Kind == "ConfigMap" && m.Name == "slipway-migration" || came == "argocd" && strings.HasPrefix(m.Name, "sh.helm.release.v1.")
			if marked || record || slices.Contains(old.namespaces, m.Namespace) || m.Kind == "Namespace" && slices.Contains(old.namespaces, m.Name) {
				l.t.Errorf("%s: %s is left of %s: %v %v %v", cluster, m.Ref, agent, m.Labels, m.Annotations, m.Managers)
			}
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
}

func deployments(l *lab, c *kube.Client, namespace string) []kube.Ref {
	l.t.Helper()
	return listed(l, c, kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: namespace})
}

// listed are the objects of a kind in a namespace, of which there must be some.
func listed(l *lab, c *kube.Client, kind kube.Ref) []kube.Ref {
	l.t.Helper()
	objects, err := c.List(l.t.Context(), kind, kube.ListOptions{})
	if err != nil || len(objects) == 0 {
		l.t.Fatalf("no %s in %s (%v)", kind.Kind, kind.Namespace, err)
	}
	var out []kube.Ref
	for _, o := range objects {
		out = append(out, kube.RefOf(o))
	}
	return out
}
