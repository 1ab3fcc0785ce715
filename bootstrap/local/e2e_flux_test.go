//go:build e2e && unix

package local

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
)

// TestFlux has Flux reconcile manifests and a chart from one repository.
func TestFlux(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	spec := agentSpec(t, "flux")
	programs := compiled(t, spec)
	dir := t.TempDir()
	keeper := NewKeeper()
	t.Cleanup(func() { keeper.Close() })
	plane := ControlPlane{Name: "hub", Dir: filepath.Join(dir, "hub"), Programs: programs}
	start(t, ctx, keeper, plane)
	server := serveRepository(t, ctx, keeper, dir)
	work := filepath.Join(dir, "work")
	push(t, work, server.remote, "first", fluxFiles("first"))

	client := connect(t, plane)
	prepareFlux(t, ctx, client, programs, "source-controller", "kustomize-controller", "helm-controller")
	agent := Agent{Name: "hub/flux", Spec: spec, Dir: filepath.Join(plane.Dir, "agent"), Kubeconfig: plane.Kubeconfig(), Programs: programs}
	took(t, "start of the agent", func() {
		if err := StartAgent(ctx, keeper, agent); err != nil {
			t.Fatal(err)
		}
	})

	settings := object("v1", "ConfigMap", "default", "settings", nil)
	released := object("v1", "ConfigMap", "default", "released", nil)
	took(t, "first commit", func() {
		apply(t, ctx, client, gitRepository(server)...)
		apply(t, ctx, client, kustomization(), helmRelease())
		holds(t, ctx, client, settings, "commit", "first")
		holds(t, ctx, client, released, "commit", "first")
	})
	holds(t, ctx, client, settings, "cluster", "lab")
	took(t, "second commit", func() {
		push(t, work, "", "second", fluxFiles("second"))
		holds(t, ctx, client, settings, "commit", "second")
		holds(t, ctx, client, released, "commit", "second")
	})
	for _, o := range []*unstructured.Unstructured{kustomization(), helmRelease()} {
		condition(t, ctx, client, o, "Ready", "True", "")
	}

	for _, o := range []*unstructured.Unstructured{settings, released} {
		took(t, "return of "+o.GetName()+" after it was deleted", func() {
			remove(t, ctx, client, o)
			holds(t, ctx, client, o, "commit", "second")
		})
	}

	files := fluxFiles("third")
	files["cluster/settings.yaml"] += "  wrong: ${not_defined}\n"
	push(t, work, "", "third", files)
	condition(t, ctx, client, kustomization(), "Ready", "False", "not_defined")

	// A claim that nothing provides is never healthy.
	files = fluxFiles("fourth")
	files["cluster/claim.yaml"] = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: stuck, namespace: default}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n"
	push(t, work, "", "fourth", files)
	holds(t, ctx, client, settings, "commit", "fourth")
	took(t, "fix of what was not healthy", func() {
		push(t, work, "", "fifth", fluxFiles("fifth"))
		holds(t, ctx, client, settings, "commit", "fifth")
		condition(t, ctx, client, kustomization(), "Ready", "True", "")
	})

	if err := StartAgent(ctx, keeper, agent); err != nil {
		t.Errorf("a second start: %v", err)
	}
	logMemory(t, keeper)
	took(t, "stop of the agent", func() {
		if err := StopAgent(ctx, keeper, agent); err != nil {
			t.Error(err)
		}
	})
}

// prepareFlux applies what Flux expects to find.
func prepareFlux(t *testing.T, ctx context.Context, client dynamic.Interface, programs map[string]string, controllers ...string) {
	t.Helper()
	for _, name := range controllers {
		apply(t, ctx, client, readObjects(t, filepath.Join(Kept(programs[name]), "config", "crd", "bases", "*.yaml"))...)
	}
	apply(t, ctx, client, object("v1", "Namespace", "", "flux-system", nil),
		object("v1", "ConfigMap", "flux-system", "variables", map[string]any{"data": map[string]any{"cluster": "lab"}}))
}

func fluxFiles(commit string) map[string]string {
	return map[string]string{
		"cluster/settings.yaml":         "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata:\n  commit: " + commit + "\n  cluster: ${cluster}\n",
		"chart/Chart.yaml":              "apiVersion: v2\nname: app\nversion: 0.1.0\n",
		"chart/templates/released.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: released}\ndata: {commit: " + commit + "}\n",
	}
}

// gitRepository is the source both Flux and Sveltos read, and its password.
func gitRepository(server repository) []*unstructured.Unstructured {
	return []*unstructured.Unstructured{
		object("v1", "Secret", "flux-system", "platform", map[string]any{"stringData": map[string]any{
			"username": server.user, "password": server.password,
		}}),
		object("source.toolkit.fluxcd.io/v1", "GitRepository", "flux-system", "platform", map[string]any{"spec": map[string]any{
			"interval":  "2s",
			"url":       server.url,
			"ref":       map[string]any{"branch": "main"},
			"secretRef": map[string]any{"name": "platform"},
		}}),
	}
}

func kustomization() *unstructured.Unstructured {
	return object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", "platform", map[string]any{"spec": map[string]any{
		"interval":      "10s",
		"retryInterval": "5s",
		"timeout":       "5m",
		"path":          "./cluster",
		"prune":         true,
		"wait":          true,
		"sourceRef":     map[string]any{"kind": "GitRepository", "name": "platform"},
		"postBuild":     map[string]any{"substituteFrom": []any{map[string]any{"kind": "ConfigMap", "name": "variables"}}},
	}})
}

// helmRelease follows every commit: by default only another version of the
// chart counts.
func helmRelease() *unstructured.Unstructured {
	return object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "flux-system", "released", map[string]any{"spec": map[string]any{
		"interval":        "10s",
		"targetNamespace": "default",
		"driftDetection":  map[string]any{"mode": "enabled"},
		"chart": map[string]any{"spec": map[string]any{
			"chart":             "./chart",
			"reconcileStrategy": "Revision",
			"sourceRef":         map[string]any{"kind": "GitRepository", "name": "platform"},
		}},
	}})
}

func took(t *testing.T, what string, f func()) {
	t.Helper()
	began := time.Now()
	f()
	t.Logf("%s: %v", what, time.Since(began).Round(time.Millisecond))
}

// holds waits until a ConfigMap says want under key.
func holds(t *testing.T, ctx context.Context, client dynamic.Interface, o *unstructured.Unstructured, key, want string) {
	t.Helper()
	eventually(t, ctx, "see "+want+" in "+o.GetName(), func() error {
		live, err := resource(client, o).Get(ctx, o.GetName(), metav1.GetOptions{})
		if err != nil {
			return err
		}
		if got, _, _ := unstructured.NestedString(live.Object, "data", key); got != want {
			return fmt.Errorf("%s is %q", key, got)
		}
		return nil
	})
}

// condition waits until an object says so, of its current generation, with part
// in its message.
func condition(t *testing.T, ctx context.Context, client dynamic.Interface, o *unstructured.Unstructured, kind, status, part string) {
	t.Helper()
	eventually(t, ctx, "see "+o.GetKind()+" "+o.GetName()+" "+kind+"="+status, func() error {
		live, err := resource(client, o).Get(ctx, o.GetName(), metav1.GetOptions{})
		if err != nil {
			return err
		}
		conditions, _, _ := unstructured.NestedSlice(live.Object, "status", "conditions")
		for _, c := range conditions {
			if c, ok := c.(map[string]any); ok && c["type"] == kind && c["status"] == status && c["observedGeneration"] == live.GetGeneration() && strings.Contains(fmt.Sprint(c["message"]), part) {
				return nil
			}
		}
		return fmt.Errorf("conditions are %v", conditions)
	})
}

func remove(t *testing.T, ctx context.Context, client dynamic.Interface, o *unstructured.Unstructured) {
	t.Helper()
	if err := resource(client, o).Delete(ctx, o.GetName(), metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
}
