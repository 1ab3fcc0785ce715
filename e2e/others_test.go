//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const othersPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {namespaces: {}, platform-info: {config: {extra: {owner: git}}}, web: {config: {message: first, layers: {}}}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
`

// TestOthersAtWork: fields that somebody else has applied, and a release that
// somebody's Helm left half-way, do not stop the agent. Git's word is done with
// the next change.
func TestOthersAtWork(t *testing.T) {
	withTopologies(t, othersAtWork, "flux/hub")
}

func othersAtWork(t *testing.T, agent, topology string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", topology).Replace(othersPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")

	t.Log("somebody takes a field by server-side apply")
	theirs := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": platformInfo.Name, "namespace": platformInfo.Namespace},
		"data": map[string]any{"owner": "somebody"}}
	if _, err := hub.Apply(t.Context(), "somebody", []map[string]any{theirs}, kube.ApplyOptions{Force: true}); err != nil {
		t.Fatal(err)
	}
	if agent != "argocd" { // which renders charts and has no releases
		t.Log("a Helm command ends half-way")
		l.brokenOff()
	}

	l.edit("platform.yaml", "owner: git", "owner: still-git")
	l.edit("platform.yaml", "message: first", "message: second")
	l.land()
	if owner := l.get(hub, platformInfo)["data"].(map[string]any)["owner"]; owner != "still-git" {
		t.Errorf("the field is %v", owner)
	}
	if said := arrivedValues(l, hub)["message"]; said != "second" {
		t.Errorf("the chart says %v", said)
	}
	l.run("status")
}

// brokenOff upgrades the release web to something that never becomes ready, and
// kills Helm while it waits for that.
func (l *lab) brokenOff() {
	l.t.Helper()
	chart := l.t.TempDir()
	for name, text := range map[string]string{
		"Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
		"claim.yaml": "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: never}\nspec: {storageClassName: none, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n",
	} {
		if name != "Chart.yaml" {
			name = filepath.Join("templates", name)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(chart, name)), 0o755); err != nil {
			l.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(chart, name), []byte(text), 0o600); err != nil {
			l.t.Fatal(err)
		}
	}
	kubeconfig := filepath.Join(l.state, "acme", "clusters", "hub", "kubeconfig")
	helm := exec.CommandContext(l.t.Context(), build(l.t, "helm")["helm"], "--kubeconfig", kubeconfig, "--namespace", "web", "upgrade", "web", chart, "--wait", "--timeout", "10m")
	if err := helm.Start(); err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = helm.Wait() }() // it says that it was killed
	defer func() { _ = helm.Process.Kill() }()
	never := kube.Ref{APIVersion: "v1", Kind: "PersistentVolumeClaim", Namespace: "web", Name: "never"}
	l.eventually(l.client("hub"), never, "there", func(obj map[string]any) bool { return obj != nil })
	// Failed is what the agent makes of it when it looks meanwhile.
	if releases := l.kubectl("hub", "--namespace", "web", "get", "secrets", "--selector", "owner=helm,status in (pending-upgrade,failed)", "--output", "name"); releases == "" {
		l.t.Error("no release is half-way")
	}
}
