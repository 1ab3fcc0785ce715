//go:build e2e

package e2e

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const partsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {mesh: {config: {nodes: true}}}
  clusters: [{name: hub, role: hub, provider: local}]
`

const partsComponent = `package component

name:     "mesh"
title:    "Mesh"
summary:  "Three charts and an object between them."
category: "mesh"
source: chart: {repository: "REGISTRY", name: "kinds", version: "1.0.0"}
namespace: "mesh"
#Config: nodes: *true | bool
values: text: "\(cluster.name) kinds"
parts: {
	nodes: {chart: "nodes", enabled: config.nodes, values: {text: "\(cluster.name) nodes", more: "catalog"}}
	control: {chart: "control", afterResources: true, values: text: "control"}
}
resources: note: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "config", namespace: "mesh"}, data: text: "config"}
`

// TestParts: the charts of one component are installed one after the other, each
// with values and overrides of its own; one that is switched off goes alone.
func TestParts(t *testing.T) { withTopologies(t, parts, "flux/hub") }

func parts(t *testing.T, agent, topology string) {
	charts := map[string]map[string]string{}
	for _, name := range []string{"kinds", "nodes", "control"} {
		charts[name] = map[string]string{"values.yaml": "text: \"\"\nmore: chart\n", "templates/c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name +
			"}\ndata: {text: {{ .Values.text | quote }}, more: {{ .Values.more | quote }}, release: {{ .Release.Name }}}\n"}
	}
	registry := serveChartFiles(t, charts)
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", topology).Replace(partsPlatform))
	l.write("catalog/mesh/component.cue", strings.ReplaceAll(partsComponent, "REGISTRY", registry))
	l.write("overrides/mesh-control.yaml", "more: override\n")
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status")
	hub := l.client("hub")
	var made []string
	for _, want := range []struct{ name, text, more, release string }{
		{"kinds", "hub kinds", "chart", "mesh"},
		{"nodes", "hub nodes", "catalog", "mesh-nodes"},
		{"config", "config", "", ""},
		{"control", "control", "override", "mesh-control"},
	} {
		o, err := hub.Get(t.Context(), partOf(want.name))
		if err != nil {
			t.Fatal(err)
		}
		data, _ := o["data"].(map[string]any)
		text, _ := data["text"].(string)
		more, _ := data["more"].(string)
		release, _ := data["release"].(string)
		if text != want.text || more != want.more || release != want.release {
			t.Errorf("%s says %v, want %+v", want.name, data, want)
		}
		meta, _ := o["metadata"].(map[string]any)
		at, _ := meta["creationTimestamp"].(string)
		made = append(made, at)
	}
	if !slices.IsSorted(made) {
		t.Errorf("one did not wait for the one before: %v", made)
	}

	l.write("platform.yaml", strings.Replace(l.read("platform.yaml"), "nodes: true", "nodes: false", 1))
	l.run("generate", "-q", "--allow-destructive")
	l.run("bootstrap", "--yes", "--timeout", "4m")
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Second) {
		_, err := hub.Get(t.Context(), partOf("nodes"))
		if errors.Is(err, kube.ErrNotFound) {
			break
		}
		if err != nil || time.Now().After(end) {
			t.Fatalf("the part that was switched off is still there: %v", err)
		}
	}
	for _, name := range []string{"kinds", "config", "control"} {
		if _, err := hub.Get(t.Context(), partOf(name)); err != nil {
			t.Errorf("%s went with it: %v", name, err)
		}
	}
}

func partOf(name string) kube.Ref {
	return kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "mesh", Name: name}
}
