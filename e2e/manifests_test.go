//go:build e2e

package e2e

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const manifestsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  delivery: manifests
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components:
    plain: {}
    web: {config: {message: first}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
`

// plainComponent is the chart web without a fact in its values.
const plainComponent = `package component

name:     "plain"
title:    "Plain"
summary:  "A small chart, the same on every cluster."
category: "workload"
source: chart: {repository: "REPOSITORY", name: "web", version: "1.0.0"}
namespace: "plain"
values: literal: "{{ x }} ${HOME} $${x}"
`

// TestManifests: what a chart comes to is on the cluster, and changes there,
// while nobody but slipway lock asked the registry for it.
func TestManifests(t *testing.T) {
	withAgents(t, manifests, "flux")
}

func manifests(t *testing.T, name string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", name).Replace(manifestsPlatform))
	registry := serveCharts(t, "1.0.0", "1.1.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.write("catalog/plain/component.cue", strings.Replace(plainComponent, "REPOSITORY", registry.repository, 1))
	if _, stderr, err := l.try("generate"); exitCode(err) != 1 || !strings.Contains(stderr, "run: slipway lock") {
		t.Fatalf("generate without a lock says %v\n%s", err, stderr)
	}
	l.run("lock")
	fetched := registry.pulled("1.0.0")
	if fetched == 0 {
		t.Fatal("lock did not ask the registry")
	}
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	if v := arrivedValues(l, hub); v["message"] != "first" || v["from"] != "hub.green" {
		t.Errorf("the chart was rendered with %v", v)
	}
	plainConfig := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "plain", Name: "web"}
	if text := l.get(hub, plainConfig)["data"].(map[string]any)["values"].(string); !strings.Contains(text, `"literal":"{{ x }} ${HOME} $${x}"`) {
		t.Errorf("the other chart was rendered with %s", text)
	}
	for _, folder := range []string{"plain/base/plain", "web/c-hub/web"} {
		file := "gitops/components/" + folder + "/" + cmp.Or(agents[name].rendered, "configmap-web.yaml")
		if !slices.Contains(l.inGit(), file) {
			t.Errorf("%s is not in Git", file)
		}
	}

	t.Log("a change arrives in place")
	uid := meta(l.get(hub, webDeployment), "uid")
	l.edit("platform.yaml", "message: first", "message: second, replicas: 2")
	l.land()
	l.eventually(hub, webConfig, "changed", func(map[string]any) bool { return arrivedValues(l, hub)["message"] == "second" })
	if meta(l.get(hub, webDeployment), "uid") != uid {
		t.Error("the workload was made anew")
	}

	t.Log("another version is rendered once it is locked")
	l.edit("platform.yaml", "web: {config", "web: {version: 1.1.0, config")
	if _, stderr, err := l.try("generate"); exitCode(err) != 1 || !strings.Contains(stderr, "chart web 1.1.0") {
		t.Fatalf("generate says %v\n%s", err, stderr)
	}
	l.run("lock")
	l.land()
	l.eventually(hub, webConfig, "of the new version", func(obj map[string]any) bool {
		return obj["data"].(map[string]any)["version"] == "1.1.0"
	})
	if meta(l.get(hub, webDeployment), "uid") != uid {
		t.Error("the workload was made anew")
	}
	if after := registry.pulled("1.0.0"); after != fetched {
		t.Errorf("the registry was asked %d times more after slipway lock", after-fetched)
	}

	t.Log("an object that the chart no longer makes is pruned, and so is the unit")
	l.edit("platform.yaml", "    plain: {}\n", "")
	l.land()
	l.eventually(hub, plainConfig, "gone", func(obj map[string]any) bool { return obj == nil })
}
