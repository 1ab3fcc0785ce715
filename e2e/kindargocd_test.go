//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/e2e/kindnode"
)

const kindArgoCDPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  profile: lab
  domain: platform.example.com
  repository: {url: "http://127.0.0.1:PORT/acme.git"}
  catalogs: [builtin, ./catalog]
  mirrors: {"https://argoproj.github.io/argo-helm": "oci://REGISTRY/charts"}
  components:
    COMPONENT
    app: {config: {version: "1"}}
  clusters:
    - {name: hub, role: hub, provider: kind, kind: {MADE}, components: {platform-info: {}}}
    - {name: spoke, provider: kind, kind: {MADE}}
`

// kindArgoCD: one image has all of Argo CD, with the programs that it calls.
func kindArgoCD(t *testing.T, h *kindHost) {
	h.publishArgoCD(t)
	h.pushImage(t, h.appImage(t), "library/app:1")
	agent := agents["argocd"]
	l := h.lab(t, h.platform(t, strings.ReplaceAll(kindArgoCDPlatform, "COMPONENT", agent.component)))
	l.write("catalog/app/component.cue", kindApp)
	l.raise()
	hub := l.client("hub")
	for _, r := range []kube.Ref{
		{APIVersion: "apps/v1", Kind: "StatefulSet", Namespace: "argocd", Name: "argocd-application-controller"},
		{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "argocd", Name: "argocd-server"}, kindAppDeployment,
	} {
		if n := fieldOf[int64](t, l.get(hub, r), "status", "readyReplicas"); n != 1 {
			t.Errorf("%s has %d ready pods", r, n)
		}
	}
	t.Log("the hub drives the spoke over kind's network")
	if n := fieldOf[int64](t, l.get(l.client("spoke"), kindAppDeployment), "status", "readyReplicas"); n != 1 {
		t.Errorf("the app has %d ready pods on the spoke", n)
	}
	kindStory(t, l, hub, kindAgent{namespace: "argocd", pods: "app.kubernetes.io/name=argocd-application-controller", workload: "statefulset/argocd-application-controller"})

	t.Log("the agent changes itself through Git alone")
	if obj := l.get(hub, agent.self); agent.changed(obj) {
		t.Fatalf("%s is %v", agent.self, obj)
	}
	l.edit("platform.yaml", agent.from, agent.to)
	l.land()
	l.eventually(hub, agent.self, "without the field", agent.changed)
	l.run("status", "--wait", "1m")
	l.sink()
}

// publishArgoCD makes Argo CD's image, that of its cache from Debian's Redis, and
// a chart that has its project's own manifests, under their published names.
func (h *kindHost) publishArgoCD(t *testing.T) {
	t.Helper()
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	debian, err := kindnode.Debian(t.Context(), cache, "argocd", "ca-certificates", "git", "gnupg", "openssh-client", "redis-server", "tini")
	if err != nil {
		t.Fatal(err)
	}
	authority := h.authority(t)
	links := map[string]string{}
	for _, name := range []string{"server", "repo-server", "application-controller", "applicationset-controller", "cmp-server", "git-ask-pass", "k8s-auth"} {
		links["argocd-"+name] = "argocd"
	}
	config := v1.Config{Entrypoint: []string{"/usr/bin/tini", "--"}, User: "999", Env: []string{"USER=argocd"}}
	programs := build(t, "argocd", "helm")
	for _, script := range []string{"gpg-wrapper.sh", "git-verify-wrapper.sh"} {
		programs[script] = filepath.Join(argoCDModule(t), "hack", script)
	}
	argocd, err := kindnode.OnDebian(debian, config, programs, links, authority)
	if err != nil {
		t.Fatal(err)
	}
	redis, err := kindnode.OnDebian(debian, v1.Config{Entrypoint: []string{"redis-server"}, User: "999"}, nil, nil, authority)
	if err != nil {
		t.Fatal(err)
	}
	h.pushImage(t, argocd, "argoproj/argocd:v3.2.11")
	h.pushImage(t, redis, "docker/library/redis:8.2.2-alpine")
	h.pushImage(t, chartOf(t, "argo-cd", argoCDChart(t)), "charts/argo-cd:9.3.7")
}

func argoCDModule(t *testing.T) string {
	t.Helper()
	return fetchModule(t, "github.com/argoproj/argo-cd/v3@v3.2.11")
}

// argoCDConfig is what the chart makes of values.
const argoCDConfig = `apiVersion: v1
kind: ConfigMap
metadata: {name: NAME, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd, app.kubernetes.io/name: NAME}}
data: {{ toJson .Values.configs.KEY }}
`

// argoCDChart has the manifests of the module that Argo CD is compiled from. The
// parts that the catalog switches off are left out, as the real chart does.
func argoCDChart(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(argoCDModule(t), "manifests", "install.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"Chart.yaml": "apiVersion: v2\nname: argo-cd\nversion: 9.3.7\nappVersion: v3.2.11\n"}
	ours := map[string]string{"argocd-cm": "cm", "argocd-cmd-params-cm": "params", "argocd-rbac-cm": "rbac"}
	for name, key := range ours {
		files["templates/"+name+".yaml"] = strings.NewReplacer("NAME", name, "KEY", key).Replace(argoCDConfig)
	}
	for i, o := range documents(t, data) {
		name, kind := meta(o, "name"), fmt.Sprint(o["kind"])
		if _, templated := ours[name]; templated || strings.Contains(name, "dex") || strings.Contains(name, "notifications") {
			continue
		}
		folder := "templates"
		if kind == "CustomResourceDefinition" {
			folder = "crds"
		} else if !slices.Contains([]string{"ClusterRole", "ClusterRoleBinding"}, kind) {
			o["metadata"].(map[string]any)["namespace"] = "argocd"
		}
		text, err := sigsyaml.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		files[fmt.Sprintf("%s/%02d-%s.yaml", folder, i, name)] = string(text)
	}
	return files
}
