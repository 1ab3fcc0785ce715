//go:build e2e

package e2e

import (
	"encoding/base64"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const userPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  mirrors: {"oci://ghcr.io/fluxcd": "oci://REGISTRY"}
  components: {platform-info: {}, sample: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// newExistingFlux is a lab whose cluster is there already, as if somebody else
// had made it, and to which Flux comes as its project publishes it.
func newExistingFlux(t *testing.T) (l *lab, kubeconfig string) {
	t.Helper()
	l = newLab(t, strings.NewReplacer("GIT", freeAddress(t), "REGISTRY", serveDistribution(t, "v1.7.3")).Replace(userPlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	kubeconfig, contextName := l.asExisting("hub")
	l.edit("platform.yaml", "provider: local", "provider: existing, context: "+contextName)
	l.run("generate", "-q")
	return l, kubeconfig
}

// TestBootstrapAsaUser: the roles that bootstrap prints allow all that it does.
// With any of them less it says so before it writes anything.
func TestBootstrapAsaUser(t *testing.T) {
	l, admin := newExistingFlux(t)
	hub := l.client("hub")
	user := userOn(t, hub, admin, l.clusterName(admin))
	var roles []map[string]any
	for _, o := range documents(t, []byte(l.run("bootstrap", "--print-role", "serviceaccount:default:ci"))) {
		roles = append(roles, o)
	}
	apply := func(objects ...map[string]any) {
		t.Helper()
		if _, err := hub.Apply(t.Context(), "admin", objects, kube.ApplyOptions{Force: true}); err != nil {
			t.Fatal(err)
		}
	}
	apply(roles...)
	t.Setenv("KUBECONFIG", user)

	for _, one := range []struct{ resource, verb, says string }{
		{"customresourcedefinitions", "create", "you may not create customresourcedefinitions.apiextensions.k8s.io"},
		{"clusterroles", "escalate", "you may not escalate clusterroles.rbac.authorization.k8s.io crd-controller"},
		{"clusterroles", "bind", "nor bind clusterroles.rbac.authorization.k8s.io cluster-admin"},
		{"secrets", "patch", "you may not patch secrets in flux-system"},
		{"deployments", "create", "you may not create deployments.apps in flux-system"},
		{"kustomizations", "patch", "you may not patch kustomizations.kustomize.toolkit.fluxcd.io in flux-system"},
	} {
		apply(without(t, roles, one.resource, one.verb)...)
		_, stderr, err := l.try("bootstrap", "--yes", "--timeout", "20s")
		if exitCode(err) != 1 || !strings.Contains(stderr, one.says) {
			t.Errorf("without %s of %s: %v\n%s", one.verb, one.resource, err, stderr)
		}
		if there, err := hub.Exists(t.Context(), kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "source-controller"}); err != nil || there {
			t.Fatalf("something was written: %v", err)
		}
		if _, err := os.Stat(filepath.Join(l.state, "acme", "git", "acme.git", "refs", "heads", "main")); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("something was pushed: %v", err)
		}
		apply(roles...)
	}

	t.Log("with all of them it does its work")
	if _, stderr, err := l.try("bootstrap", "--yes", "--timeout", "45s"); exitCode(err) != 4 || !strings.Contains(stderr, "hand-over") {
		t.Fatalf("%v\n%s", err, stderr)
	}
	startAgent(t, "flux", admin, nil)
	l.run("bootstrap", "--yes", "--timeout", "4m")
	refs := deployments(l, hub, "sample")

	t.Log("to remove it all takes more, and says so")
	_, stderr, err := l.try("uninstall", "--yes", "--timeout", "1m")
	if exitCode(err) != 1 || !strings.Contains(stderr, "you may not get *.*, nor list *.*") {
		t.Errorf("uninstall: %v\n%s", err, stderr)
	}
	sweep := slices.Clone(roles)
	for _, o := range sweep {
		if o["kind"] == "ClusterRole" {
			o["rules"] = []any{map[string]any{"apiGroups": []any{"*"}, "resources": []any{"*"}, "verbs": []any{"get", "list", "patch", "delete"}}}
		}
	}
	create := map[string]any{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": map[string]any{"name": "slipway-bootstrap", "namespace": "kube-system"},
		"rules": []any{
			map[string]any{"apiGroups": []any{""}, "resources": []any{"configmaps"}, "verbs": []any{"create"}},
			map[string]any{"apiGroups": []any{"coordination.k8s.io"}, "resources": []any{"leases"}, "verbs": []any{"create", "update"}},
		}}
	apply(append(sweep, create)...)
	l.run("uninstall", "--yes", "--timeout", "3m")
	for _, r := range refs {
		if there, err := hub.Exists(t.Context(), r); err != nil || there {
			t.Errorf("%s is there (%v)", r, err)
		}
	}
}

// clusterName is what a kubeconfig of one cluster calls it.
func (l *lab) clusterName(kubeconfig string) string {
	l.t.Helper()
	file, err := kube.ReadFile(kubeconfig)
	if err != nil {
		l.t.Fatal(err)
	}
	contexts := file.Contexts()
	if len(contexts) != 1 {
		l.t.Fatal(contexts)
	}
	return contexts[0]
}

// userOn makes an account that may do nothing, and its kubeconfig.
func userOn(t *testing.T, c *kube.Client, admin, context string) string {
	t.Helper()
	account := map[string]any{"name": "ci", "namespace": "default"}
	secret := map[string]any{"name": "ci", "namespace": "default", "annotations": map[string]any{"kubernetes.io/service-account.name": "ci"}}
	if _, err := c.Apply(t.Context(), "admin", []map[string]any{
		{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": account},
		{"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token", "metadata": secret},
	}, kube.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t}
	token := ""
	l.eventually(c, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "default", Name: "ci"}, "filled", func(obj map[string]any) bool {
		data, _ := obj["data"].(map[string]any)
		encoded, _ := data["token"].(string)
		text, err := base64.StdEncoding.DecodeString(encoded)
		token = string(text)
		return err == nil && token != ""
	})
	return kubeconfigWith(t, admin, map[string]any{"token": token}, nil)
}

// kubeconfigWith is a kubeconfig of one cluster with another user, and with
// further fields of its cluster.
func kubeconfigWith(t *testing.T, from string, user, cluster map[string]any) string {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if user != nil {
		file["users"].([]any)[0].(map[string]any)["user"] = user
	}
	maps.Copy(file["clusters"].([]any)[0].(map[string]any)["cluster"].(map[string]any), cluster)
	if data, err = yaml.Marshal(file); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// without takes a verb on a resource out of roles.
func without(t *testing.T, roles []map[string]any, resource, verb string) []map[string]any {
	t.Helper()
	var out []map[string]any
	taken := 0
	for _, o := range roles {
		rules, _ := o["rules"].([]any)
		var left []any
		for _, rule := range rules {
			rule := maps.Clone(rule.(map[string]any))
			if rule["resources"].([]any)[0] == resource {
				verbs := slices.DeleteFunc(slices.Clone(rule["verbs"].([]any)), func(v any) bool { return v == verb })
				taken += len(rule["verbs"].([]any)) - len(verbs)
				rule["verbs"] = verbs
				if len(verbs) == 0 {
					continue
				}
			}
			left = append(left, rule)
		}
		if rules != nil {
			o = maps.Clone(o)
			o["rules"] = left
			out = append(out, o)
		}
	}
	if taken == 0 {
		t.Fatalf("nothing allows %s of %s", verb, resource)
	}
	return out
}
