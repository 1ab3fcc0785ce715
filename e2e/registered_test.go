//go:build e2e

package e2e

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const registeredPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, sample: {}}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: spoke, provider: local}
`

// TestRegisteredFromAContext: a cluster that somebody else made and that a
// kubeconfig context reaches is driven by an account that bootstrap makes there,
// which is nowhere in Git and goes with the platform.
func TestRegisteredFromAContext(t *testing.T) {
	withAgents(t, registered, "flux")
}

func registered(t *testing.T, agent string) {
	if agent == "sveltos" {
		t.Skip("skipped: no module has Sveltos' sveltoscluster-manager, which looks at a cluster that is not of provider local")
	}
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(registeredPlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	_, contextName := l.asExisting("spoke")
	spoke := l.client("spoke")
	l.edit("platform.yaml", "{name: spoke, provider: local}", "{name: spoke, provider: existing, context: "+contextName+", server: \""+spoke.Server()+"\"}")
	l.run("generate", "-q")

	t.Log("nobody is asked without a terminal, and nothing is made")
	account := kube.Ref{APIVersion: "v1", Kind: "ServiceAccount", Namespace: "kube-system", Name: "slipway-agent"}
	if _, stderr, err := l.try("bootstrap", "--timeout", "2m"); exitCode(err) != 2 || !strings.Contains(stderr, "an account on cluster spoke, as cluster-admin, through the kubeconfig context "+contextName) {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	if there, err := spoke.Exists(t.Context(), account); err != nil || there {
		t.Errorf("the account is there: %v", err)
	}

	t.Log("another agent that applies the same is in the way, and is named where it does not")
	elsewhere := podOf("ghcr.io/fluxcd/source-controller:v1.7.3", "elsewhere", "source-controller", nil)
	same := podOf("nginx", "sample", "sample", map[string]any{"kustomize.toolkit.fluxcd.io/name": "apps"})
	install(t, spoke, "somebody", "elsewhere", []map[string]any{elsewhere})
	install(t, spoke, "somebody", "sample", []map[string]any{same})
	if _, stderr, err := l.try("bootstrap", "--yes", "--timeout", "2m"); exitCode(err) != 1 ||
		!strings.Contains(stderr, "on cluster spoke another agent applies what the platform is to apply, and each would undo what the other does: Deployment sample/sample (unit sample, by Flux)") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
	if err := spoke.Delete(t.Context(), kube.RefOf(same), kube.Background); err != nil {
		t.Fatal(err)
	}

	t.Log("once confirmed, the hub drives it")
	if _, stderr, err := l.try("bootstrap", "--yes", "--timeout", "4m"); err != nil || !strings.Contains(stderr, "Flux runs on cluster spoke too (Deployment elsewhere/source-controller") {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	l.run("status", "--wait", "1m")
	refs := deployments(l, spoke, "sample")
	token := fieldOf[string](t, l.get(spoke, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "kube-system", Name: "slipway-agent-token"}), "data", "token")
	plain, err := base64.StdEncoding.DecodeString(token)
	if text := l.git("grep", "--text", "", "main"); err != nil || strings.Contains(text, token) || strings.Contains(text, string(plain)) {
		t.Errorf("the token is in Git (%v)", err)
	}

	t.Log("bootstrap again asks nothing and changes nothing")
	before := meta(l.get(spoke, account), "resourceVersion")
	if _, stderr, err := l.try("bootstrap", "--timeout", "2m"); err != nil || !strings.Contains(stderr, "credentials ✓ up to date") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
	if after := meta(l.get(spoke, account), "resourceVersion"); after != before {
		t.Error("the account was changed")
	}

	t.Log("the account goes with the platform, once somebody says so")
	if _, stderr, err := l.try("uninstall", "--timeout", "2m"); exitCode(err) != 2 || !strings.Contains(stderr, "Uninstall acme?") {
		t.Errorf("uninstall says %v\n%s", err, stderr)
	}
	l.run("uninstall", "--yes", "--timeout", "2m")
	for _, r := range append(refs, account, kube.Ref{APIVersion: "rbac.authorization.k8s.io/v1", Kind: "ClusterRoleBinding", Name: "slipway-agent"}) {
		if _, err := spoke.Get(t.Context(), r); !errors.Is(err, kube.ErrNotFound) {
			t.Errorf("%s is still there: %v", r, err)
		}
	}
}

// podOf is a Deployment of one container.
func podOf(image, namespace, name string, labels map[string]any) map[string]any {
	type m = map[string]any
	app := m{"app": name}
	return m{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": m{"namespace": namespace, "name": name, "labels": labels}, "spec": m{
		"selector": m{"matchLabels": app}, "template": m{"metadata": m{"labels": app}, "spec": m{"containers": []any{m{"name": "one", "image": image}}}}}}
}
