//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const migrateDistributionPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  mirrors: {"oci://ghcr.io/fluxcd": "oci://REGISTRY"}
  components: {sample: {}}
  clusters: [{name: hub, role: hub, provider: local}, {name: spoke, provider: local}]
`

// TestMigrateFromADistribution leaves an agent as it is on a cluster with real
// nodes: with Deployments, which are scaled down, and roles for all namespaces.
// Its pods are simulated; the controllers that do the work are processes.
func TestMigrateFromADistribution(t *testing.T) {
	mayCompile(t, agents["argocd"].programs...)
	address := serveDistribution(t, "v1.9.4")
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "REGISTRY", address).Replace(migrateDistributionPlatform))
	withoutStandIns(l)
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	before := workloads(l)

	t.Log("a workload beside the agent would go with it")
	stranger := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "stranger"}
	apply(t, hub, map[string]any{
		"apiVersion": stranger.APIVersion, "kind": stranger.Kind, "metadata": map[string]any{"name": stranger.Name, "namespace": stranger.Namespace},
		"spec": map[string]any{
			"replicas": 0, "selector": map[string]any{"matchLabels": map[string]any{"app": "stranger"}},
			"template": map[string]any{
				"metadata": map[string]any{"labels": map[string]any{"app": "stranger"}},
				"spec":     map[string]any{"containers": []any{map[string]any{"name": "stranger", "image": "example.com/stranger:1"}}},
			},
		},
	})
	_, stderr, err := l.try("migrate", "argocd", "--yes")
	if exitCode(err) != 1 || !strings.Contains(stderr, "cluster hub: Deployment flux-system/stranger would go with the namespace") {
		t.Fatalf("migrate says %v\n%s", err, stderr)
	}
	if text := l.read("platform.yaml"); !strings.Contains(text, "agent: flux") {
		t.Errorf("platform.yaml was changed:\n%s", text)
	}
	if err := hub.Delete(t.Context(), stranger, kube.Background); err != nil {
		t.Fatal(err)
	}

	t.Log("another agent of that kind on a driven cluster")
	const crd = `{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "things.source.toolkit.fluxcd.io"},
		"spec": {"group": "source.toolkit.fluxcd.io", "scope": "Namespaced", "names": {"kind": "Thing", "plural": "things"}, "versions": [{"name": "v1",
		"served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}]}}`
	var another map[string]any
	if err := json.Unmarshal([]byte(crd), &another); err != nil {
		t.Fatal(err)
	}
	spoke := l.client("spoke")
	apply(t, spoke, another)
	_, stderr, err = l.try("migrate", "argocd", "--yes")
	if exitCode(err) != 1 || !strings.Contains(stderr, "cluster spoke serves Thing of source.toolkit.fluxcd.io, so another Flux is at home there") {
		t.Fatalf("migrate says %v\n%s", err, stderr)
	}
	if err := spoke.Delete(t.Context(), kube.RefOf(another), kube.Background); err != nil {
		t.Fatal(err)
	}
	l.eventually(spoke, kube.RefOf(another), "gone", func(obj map[string]any) bool { return obj == nil })

	t.Log("a move that is given up gives the agent's workloads their pods back")
	pods := func(want int) func(map[string]any) bool {
		return func(obj map[string]any) bool {
			spec, _ := obj["spec"].(map[string]any)
			return fmt.Sprint(spec["replicas"]) == fmt.Sprint(want)
		}
	}
	if _, stderr, err = l.try("migrate", "argocd", "--yes", "--branch", "aside", "--timeout", "4m"); exitCode(err) != 3 {
		t.Fatalf("migrate says %v\n%s", err, stderr)
	}
	if obj := l.get(hub, fluxSource); !pods(0)(obj) {
		t.Errorf("%s asks for other pods than none: %v", fluxSource, obj["spec"])
	}
	gitIn(l, l.dir, "switch", "-q", "main")
	if _, stderr, err = l.try("migrate", "flux", "--yes", "--timeout", "4m"); err != nil || !strings.Contains(stderr, "agent ✓ Flux is running") {
		t.Fatalf("migrate says %v\n%s", err, stderr)
	}
	if obj := l.get(hub, fluxSource); !pods(1)(obj) {
		t.Errorf("%s asks for other pods than one: %v", fluxSource, obj["spec"])
	}
	if diff := cmp.Diff(before, workloads(l)); diff != "" {
		t.Errorf("workloads changed (- before, + after):\n%s", diff)
	}

	t.Log("an object of the agent's that the platform does not hold is named")
	apply(t, hub, map[string]any{
		"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": map[string]any{"name": "team", "namespace": "default"},
		"spec": map[string]any{"url": "https://git.example.com/team.git", "interval": "1h"},
	})
	_, stderr, err = l.try("migrate", "argocd", "--yes", "--timeout", "4m")
	if err != nil || !strings.Contains(stderr, "the platform does not hold GitRepository default/team; they go too") {
		t.Fatalf("migrate says %v\n%s", err, stderr)
	}
	if diff := cmp.Diff(before, workloads(l)); diff != "" {
		t.Errorf("workloads changed (- before, + after):\n%s", diff)
	}
	nothingOf(l, "flux", "argocd")
	for _, kind := range []string{"ClusterRole", "ClusterRoleBinding"} {
		objects, err := hub.List(t.Context(), kube.Ref{APIVersion: "rbac.authorization.k8s.io/v1", Kind: kind}, kube.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range objects {
			if strings.Contains(meta(o, "name"), "flux") {
				t.Errorf("%s %s is left", kind, meta(o, "name"))
			}
		}
	}
	l.run("status", "--wait", "1m")
}

// TestMigrateRenderedCharts moves a platform whose repository holds objects in
// the place of charts: nothing but the objects' marks differs between agents.
func TestMigrateRenderedCharts(t *testing.T) {
	mayCompile(t, agents["flux"].programs...)
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", "argocd", "TOPOLOGY", "hub").Replace(manifestsPlatform))
	registry := serveCharts(t, "1.0.0", "1.1.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.write("catalog/plain/component.cue", strings.Replace(plainComponent, "REPOSITORY", registry.repository, 1))
	l.run("lock")
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	before := workloads(l)
	l.run("migrate", "flux", "--yes", "--timeout", "4m")
	if diff := cmp.Diff(before, workloads(l)); diff != "" {
		t.Errorf("workloads changed (- before, + after):\n%s", diff)
	}
	nothingOf(l, "argocd", "flux")
	l.edit("platform.yaml", "message: first", "message: second")
	l.land()
	for _, cluster := range []string{"hub", "spoke"} {
		if v := arrivedValues(l, l.client(cluster)); v["message"] != "second" {
			t.Errorf("%s has %v", cluster, v["message"])
		}
	}
}

func apply(t *testing.T, c *kube.Client, object map[string]any) {
	t.Helper()
	if _, err := c.Apply(t.Context(), "somebody", []map[string]any{object}, kube.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
}
