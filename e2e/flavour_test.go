//go:build e2e

package e2e

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestVendorsCluster: a real API server that serves OpenShift's API group and
// has AKS' node and metrics server is taken for both. It shows what is said and
// what is bound; no constraint is there to refuse a pod.
func TestVendorsCluster(t *testing.T) {
	l, admin := newExistingFlux(t)
	l.edit("platform.yaml", "sample: {}", "sample: {}, metrics-server: {}")
	l.run("generate", "-q")
	hub := l.client("hub")
	nodes, err := hub.List(t.Context(), kube.Ref{APIVersion: "v1", Kind: "Node"}, kube.ListOptions{})
	if err != nil || len(nodes) == 0 {
		t.Fatal(nodes, err)
	}
	pod := map[string]any{"metadata": map[string]any{"labels": map[string]any{"a": "b"}}, "spec": map[string]any{"containers": []any{map[string]any{"name": "a", "image": "a"}}}}
	install(t, hub, "vendor", "", []map[string]any{
		{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": map[string]any{"name": "clusterversions.config.openshift.io"},
			"spec": map[string]any{"group": "config.openshift.io", "scope": "Cluster", "names": map[string]any{"plural": "clusterversions", "kind": "ClusterVersion"},
				"versions": []any{map[string]any{"name": "v1", "served": true, "storage": true, "schema": map[string]any{"openAPIV3Schema": map[string]any{"type": "object"}}}}}},
		{"apiVersion": "v1", "kind": "Node", "metadata": map[string]any{"name": meta(nodes[0], "name"), "labels": map[string]any{"kubernetes.azure.com/cluster": "mc"}}},
		{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "metrics-server", "namespace": "kube-system"},
			"spec": map[string]any{"selector": map[string]any{"matchLabels": map[string]any{"a": "b"}}, "template": pod}},
	})
	_, stderr, err := l.try("bootstrap", "--yes", "--timeout", "20s")
	if exitCode(err) != 4 {
		t.Fatalf("%v\n%s", err, stderr)
	}
	for _, says := range []string{"cluster hub is OpenShift: pods run as", "cluster hub is Azure AKS: ", "has metrics-server of Azure AKS's own in kube-system", "AKS puts its own back"} {
		if !strings.Contains(stderr, says) {
			t.Errorf("it does not say %q:\n%s", says, stderr)
		}
	}
	binding := l.get(hub, kube.Ref{APIVersion: "rbac.authorization.k8s.io/v1", Kind: "RoleBinding", Namespace: "flux-system", Name: "slipway-pods"})
	if role := fieldOf[string](t, binding, "roleRef", "name"); role != "system:openshift:scc:nonroot-v2" {
		t.Errorf("the pods are bound to %s", role)
	}
	if roles := l.run("bootstrap", "--print-role", "user:ci"); !strings.Contains(roles, "system:openshift:scc:nonroot-v2") {
		t.Errorf("the roles do not allow it:\n%s", roles)
	}

	t.Log("one that says it is older than the agent works with is refused")
	t.Setenv("KUBECONFIG", kubeconfigWith(t, admin, nil, map[string]any{"server": saysVersion(t, hub.Server(), "v1.29.4-eks-036c24b"), "certificate-authority-data": ""}))
	_, stderr, err = l.try("bootstrap", "--yes", "--timeout", "20s")
	if exitCode(err) != 1 || !strings.Contains(stderr, "runs Kubernetes 1.29, and Flux (flux v2.9.4) needs 1.33 or newer") {
		t.Errorf("%v\n%s", err, stderr)
	}
}

// saysVersion is an API server in front of another, and says that it is of
// another version.
func saysVersion(t *testing.T, server, version string) string {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(to) },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // on loopback, in a test
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/version" {
			proxy.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"major":"1","minor":"29","gitVersion":%q}`, version)
	}))
	t.Cleanup(front.Close)
	return front.URL
}
