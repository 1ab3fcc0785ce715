//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const manifestsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
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
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {colour: blue}}
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

var plainConfig = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "plain", Name: "web"}

// TestManifests: what charts come to is on two clusters, and changes there,
// while nobody but slipway lock asked the registry for them.
func TestManifests(t *testing.T) {
	withTopologies(t, manifests, "flux/standalone")
}

func manifests(t *testing.T, agent, topology string) {
	p := newPair(t, agent, topology, manifestsPlatform)
	registry := serveCharts(t, "1.0.0", "1.1.0")
	p.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	p.write("catalog/plain/component.cue", strings.Replace(plainComponent, "REPOSITORY", registry.repository, 1))
	if _, stderr, err := p.try("generate"); exitCode(err) != 1 || !strings.Contains(stderr, "run: slipway lock") {
		t.Fatalf("generate without a lock says %v\n%s", err, stderr)
	}
	p.run("lock")
	fetched := registry.pulled("1.0.0")
	if fetched == 0 {
		t.Fatal("lock did not ask the registry")
	}
	p.run("generate", "-q")
	p.run("lab", "up", "--timeout", "4m")
	p.connect()
	p.carriesRendered()

	t.Log("bootstrap again changes nothing")
	p.again()

	t.Log("a change arrives in place")
	uids := p.uids()
	p.edit("platform.yaml", "message: first", "message: second, replicas: 2")
	p.land()
	for _, c := range p.clients {
		p.eventually(c, webConfig, "changed", func(map[string]any) bool { return arrivedValues(p.lab, c)["message"] == "second" })
	}

	t.Log("another version is rendered once it is locked")
	p.edit("platform.yaml", "web: {config", "web: {version: 1.1.0, config")
	if _, stderr, err := p.try("generate"); exitCode(err) != 1 || !strings.Contains(stderr, "chart web 1.1.0") {
		t.Fatalf("generate says %v\n%s", err, stderr)
	}
	p.run("lock")
	p.land()
	for _, c := range p.clients {
		p.eventually(c, webConfig, "of the new version", func(obj map[string]any) bool {
			return obj["data"].(map[string]any)["version"] == "1.1.0"
		})
	}
	if diff := cmp.Diff(uids, p.uids()); diff != "" {
		t.Errorf("the owner or its workload was made anew (- before, + after):\n%s", diff)
	}
	if after := registry.pulled("1.0.0"); after != fetched {
		t.Errorf("the registry was asked %d times more after slipway lock", after-fetched)
	}

	t.Log("an object that the chart no longer makes is pruned, and so is the unit")
	p.edit("platform.yaml", "    plain: {}\n", "")
	p.land()
	for _, c := range p.clients {
		p.eventually(c, plainConfig, "gone", gone)
	}
}

// carriesRendered: every cluster has the chart that it shares, what looks like a
// fact in it untouched, and the other with its own facts; both stand in Git.
func (p *pair) carriesRendered() {
	p.t.Helper()
	folders := []string{"plain/base/plain"}
	for cluster, from := range map[string]string{"hub": "hub.green", "spoke": "spoke.blue"} {
		folders = append(folders, "web/c-"+cluster+"/web")
		if v := arrivedValues(p.lab, p.clients[cluster]); v["message"] != "first" || v["from"] != from {
			p.t.Errorf("the chart on %s was rendered with %v", cluster, v)
		}
		text := fieldOf[string](p.t, p.get(p.clients[cluster], plainConfig), "data", "values")
		if !strings.Contains(text, `"literal":"{{ x }} ${HOME} $${x}"`) {
			p.t.Errorf("the other chart on %s was rendered with %s", cluster, text)
		}
	}
	for _, folder := range folders {
		file := "gitops/components/" + folder + "/" + p.agent.rendered
		if !slices.Contains(p.inGit(), file) {
			p.t.Errorf("%s is not in Git", file)
		}
	}
}
