//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const lifecyclePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components:
    COMPONENT
    namespaces: {}
    platform-info: {}
    web: {config: {message: first, layers: {platform: 1, group: 1, cluster: 1, off: true, none: 1, text: "x", list: [1], map: {a: 1}}}}
  groups:
    - {name: blue, match: {colour: blue}, components: {web: {config: {replicas: 2, layers: {group: 0, list: [], map: {b: 2}}}}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {web: 1.1.0}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green, ring: stable}, components: {web: {config: {layers: {cluster: 0, off: false, none: null, text: ""}}}}}
`

const webComponent = `package component

name:    "web"
title:   "Web"
summary: "A small chart."
category: "workload"
source: chart: {repository: "REPOSITORY", name: "web", version: "1.0.0"}
namespace: "web"

#Config: {
	// What it says.
	message: *"hello" | string
	// How many run.
	replicas: *1 | int & >=1
	// Whatever every level of settings says.
	layers: {...}
}

values: {
	message:  config.message
	replicas: config.replicas
	from:     "\(cluster.name).\(cluster.labels.colour)"
	settings: config.layers
	layers: {component: 1, zero: 2, text: "y", list: [2], map: {b: 2}}
}
`

var (
	webConfig     = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "web", Name: "web"}
	webDeployment = kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "web", Name: "web"}
	platformInfo  = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "platform-system", Name: "platform-info"}
)

// TestLifecycle is the story of one platform on a real API server with a real
// agent, a real Git server and a real chart registry. Pods are simulated.
func TestLifecycle(t *testing.T) {
	withAgents(t, lifecycle, "argocd", "flux", "sveltos")
}

func lifecycle(t *testing.T, name string) {
	agent := agents[name]
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", name, "COMPONENT", agent.component).Replace(lifecyclePlatform))
	registry := serveCharts(t, "1.0.0", "1.1.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	l.run("status")

	values := func() map[string]any { return arrivedValues(l, hub) }
	if v := values(); v["message"] != "first" || v["from"] != "hub.green" {
		t.Errorf("the chart got %v", v)
	}
	sameAsExplained(l, values())
	if registry.pulled("1.0.0") == 0 || registry.pulled("1.1.0") != 0 {
		t.Errorf("the registry was asked %d times for 1.0.0 and %d times for 1.1.0", registry.pulled("1.0.0"), registry.pulled("1.1.0"))
	}
	if !slices.Contains(l.inGit(), "catalog/web/component.cue") {
		t.Error("the platform's own catalog is not in Git")
	}

	t.Log("bootstrap again changes nothing")
	before, commit := agentObjects(l, hub, agent), l.git("rev-parse", "main")
	l.run("bootstrap", "--timeout", "2m")
	if diff := cmp.Diff(before, agentObjects(l, hub, agent)); diff != "" {
		t.Error(diff)
	}
	if after := l.git("rev-parse", "main"); after != commit {
		t.Errorf("there is a new commit: %s", after)
	}

	t.Log("a change in Git arrives")
	l.edit("platform.yaml", "message: first", "message: second")
	l.land()
	l.eventually(hub, webConfig, "changed", func(map[string]any) bool { return values()["message"] == "second" })

	drifts := []kube.Ref{platformInfo, webConfig}
	if agent.noHealing != "" {
		t.Log("drift is not healed: " + agent.noHealing)
		drifts = nil
	}
	for _, r := range drifts {
		t.Log("drift is healed")
		old := meta(l.get(hub, r), "uid")
		if err := hub.Delete(t.Context(), r, kube.Background); err != nil {
			t.Fatal(err)
		}
		l.eventually(hub, r, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != old })
	}

	t.Log("a field removed in Git disappears, also from the agent's own objects")
	if obj := l.get(hub, agent.self); obj == nil || agent.changed(obj) {
		t.Fatalf("%s is %v", agent.self, obj)
	}
	l.edit("platform.yaml", agent.from, agent.to)
	l.land()
	l.eventually(hub, agent.self, "without the field", agent.changed)

	t.Log("a cluster that changes its variant keeps its objects")
	app, deployment := meta(l.get(hub, agent.owner), "uid"), meta(l.get(hub, webDeployment), "uid")
	l.edit("platform.yaml", "colour: green, ring: stable", "colour: blue, ring: canary")
	l.write("overrides/web.yaml", "layers: {component: null, zero: 0, text: \"\", list: [], map: {}, gone: null, enabled: false}\nliteral: \"{{ x }} ${HOME} $$(cluster.name)\"\n")
	l.write("overrides/web/hub.yaml", "only: here\n")
	l.land()
	l.eventually(hub, webConfig, "of the new version", func(obj map[string]any) bool {
		return obj != nil && obj["data"].(map[string]any)["version"] == "1.1.0" && values()["only"] == "here"
	})
	if meta(l.get(hub, agent.owner), "uid") != app || meta(l.get(hub, webDeployment), "uid") != deployment {
		t.Error("the owner or its workload was made anew")
	}
	want := map[string]any{
		"message": "second", "replicas": 2.0, "from": "hub.blue", "only": "here", "literal": "{{ x }} ${HOME} $(cluster.name)",
		"layers": map[string]any{"chart": 1.0, "zero": 0.0, "text": "", "list": []any{}, "map": map[string]any{"a": 1.0, "b": 2.0}, "enabled": false, "component": nil},
	}
	got := values()
	sameAsExplained(l, got)
	delete(got, "global") // Helm's own
	delete(got, "settings")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	if registry.pulled("1.1.0") == 0 {
		t.Error("the registry was not asked for 1.1.0")
	}

	t.Log("a disabled component is pruned")
	l.edit("platform.yaml", "web: {config: {message: second", "web: {enabled: false, config: {message: second")
	l.edit("platform.yaml", "web: {config: {replicas: 2", "web: {enabled: false, config: {replicas: 2")
	l.edit("platform.yaml", "web: {config: {layers: {cluster", "web: {enabled: false, config: {layers: {cluster")
	if err := removeOverrides(l); err != nil {
		t.Fatal(err)
	}
	l.land()
	gone := func(obj map[string]any) bool { return obj == nil }
	l.eventually(hub, webDeployment, "gone", gone)
	for _, r := range append(agent.others, agent.owner) {
		l.eventually(hub, r, "gone", gone)
	}
	for _, file := range l.inGit() {
		if strings.HasPrefix(file, "gitops/components/web/") {
			t.Errorf("%s is still in Git", file)
		}
	}
	out := l.run("status", "--wait", "1m")
	if !strings.Contains(out, "the contract is kept") || strings.Contains(out, " web ") {
		t.Errorf("status says\n%s", out)
	}
}
