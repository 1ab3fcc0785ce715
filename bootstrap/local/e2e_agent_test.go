//go:build e2e && unix

package local

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
)

// reconcile brings the cluster under Argo CD and sees a commit arrive, then a
// second one, which proves that the cache of the first does not last, from a
// repository that needs a password.
func reconcile(t *testing.T, ctx context.Context, s Supervisor, plane ControlPlane, spec AgentSpec, programs map[string]string, dir string) {
	server := serveRepository(t, ctx, s, dir)
	work := filepath.Join(dir, "work")
	commit(t, work, server.remote, "first")

	client := connect(t, plane)
	prepareArgo(t, ctx, client, Kept(programs["argocd"]))
	apply(t, ctx, client, labelled(object("v1", "Secret", "argocd", "repository", map[string]any{"stringData": map[string]any{
		"type": "git", "url": server.url, "username": server.user, "password": server.password,
	}}), "argocd.argoproj.io/secret-type", "repository"))
	began := time.Now()
	agent := Agent{Name: "hub/argocd", Spec: spec, Dir: filepath.Join(plane.Dir, "agent"), Kubeconfig: plane.Kubeconfig(), Programs: programs}
	if err := StartAgent(ctx, s, agent); err != nil {
		t.Fatal(err)
	}
	t.Logf("agent is ready after %v", time.Since(began).Round(time.Millisecond))

	began = time.Now()
	apply(t, ctx, client, application("app", server.url, "."))
	arrives(t, ctx, client, "first")
	t.Logf("first commit is on the cluster after %v", time.Since(began).Round(time.Millisecond))
	began = time.Now()
	commit(t, work, "", "second")
	arrives(t, ctx, client, "second")
	t.Logf("second commit is on the cluster after %v", time.Since(began).Round(time.Millisecond))
	if err := StartAgent(ctx, s, agent); err != nil {
		t.Errorf("a second start: %v", err)
	}
}

// prepareArgo applies what Argo CD expects to find.
func prepareArgo(t *testing.T, ctx context.Context, client dynamic.Interface, module string) {
	t.Helper()
	apply(t, ctx, client, readObjects(t, filepath.Join(module, "manifests", "crds", "*-crd.yaml"))...)
	apply(t, ctx, client, object("v1", "Namespace", "", "argocd", nil))
	for _, name := range []string{"argocd-cm", "argocd-rbac-cm", "argocd-cmd-params-cm", "argocd-ssh-known-hosts-cm", "argocd-tls-certs-cm", "argocd-gpg-keys-cm"} {
		apply(t, ctx, client, labelled(object("v1", "ConfigMap", "argocd", name, nil), "app.kubernetes.io/part-of", "argocd"))
	}
	apply(t, ctx, client,
		labelled(object("v1", "Secret", "argocd", "argocd-secret", map[string]any{"stringData": map[string]any{"server.secretkey": randomToken()}}), "app.kubernetes.io/part-of", "argocd"),
		object("argoproj.io/v1alpha1", "AppProject", "argocd", "default", map[string]any{"spec": map[string]any{
			"sourceRepos":              []any{"*"},
			"destinations":             []any{map[string]any{"server": "*", "namespace": "*"}},
			"clusterResourceWhitelist": []any{map[string]any{"group": "*", "kind": "*"}},
		}}))
}

func application(name, url, path string) *unstructured.Unstructured {
	return object("argoproj.io/v1alpha1", "Application", "argocd", name, map[string]any{"spec": map[string]any{
		"project":     "default",
		"destination": map[string]any{"server": "https://kubernetes.default.svc", "namespace": "default"},
		"source":      map[string]any{"repoURL": url, "targetRevision": "main", "path": path},
		"syncPolicy":  map[string]any{"automated": map[string]any{"prune": true, "selfHeal": true}},
	}})
}

func labelled(o *unstructured.Unstructured, key, value string) *unstructured.Unstructured {
	o.SetLabels(map[string]string{key: value})
	return o
}

func arrives(t *testing.T, ctx context.Context, client dynamic.Interface, want string) {
	t.Helper()
	eventually(t, ctx, "see commit "+want+" on the cluster", func() error {
		settings := object("v1", "ConfigMap", "default", "settings", nil)
		live, err := resource(client, settings).Get(ctx, "settings", metav1.GetOptions{})
		if err == nil {
			if got, _, _ := unstructured.NestedString(live.Object, "data", "commit"); got != want {
				err = fmt.Errorf("commit is %q", got)
			}
		}
		app, appErr := resource(client, application("app", "", "")).Get(ctx, "app", metav1.GetOptions{})
		if appErr != nil {
			return appErr
		}
		sync, _, _ := unstructured.NestedString(app.Object, "status", "sync", "status")
		health, _, _ := unstructured.NestedString(app.Object, "status", "health", "status")
		if err != nil || sync != "Synced" || health != "Healthy" {
			conditions, _, _ := unstructured.NestedSlice(app.Object, "status", "conditions")
			return fmt.Errorf("sync %q, health %q, conditions %v: %w", sync, health, conditions, err)
		}
		return nil
	})
}

// commit writes a chart whose one value is want, so that helm is proven too.
func commit(t *testing.T, work, remote, want string) {
	t.Helper()
	push(t, work, remote, want, map[string]string{
		"Chart.yaml":              "apiVersion: v2\nname: app\nversion: 0.1.0\n",
		"templates/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {commit: " + want + "}\n",
	})
}
