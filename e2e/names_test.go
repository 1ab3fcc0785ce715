package e2e

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	sigsyaml "sigs.k8s.io/yaml"
)

// trickyNames are names that YAML would not take for text without quotes: of
// clusters, components, Secrets and entries of a store. Component and cluster
// together make a number too.
const trickyNames = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  catalogs: [builtin, ./catalog]
  components:
    traefik: {}
    "1": {}
    "2": {}
  clusters:
    - {name: hub, role: hub}
    - {name: "123", credentials: {secretRef: {name: "456"}}}
    - {name: "true", credentials: {externalSecret: {store: "7", key: "456"}}}
    - {name: "null", credentials: {externalSecret: {store: "yes", key: 'a: "b" \ c # ${quote}'}}}
    - {name: "1e3", credentials: {secretRef: {name: "1.5"}}}
    - {name: "0x10", credentials: {secretRef: {name: "null"}}}
    - {name: "2026-10-10", credentials: {secretRef: {name: "true"}}}
`

// numbered is a component that is named by a number.
const numbered = `package component

name:      "NAME"
title:     "A number"
summary:   "Is named by a number."
category:  "workload"
namespace: "numbers"
source: files: version: "1.0.0"
provides: ["x-number-NAME"]
requires: [REQUIRES]
ignoreDrift: [{kind: "ConfigMap", jsonPointers: ["/data/$first", "/data/$$", "/data/${quote}"]}]
objects: only: {
	apiVersion: "v1"
	kind:       "ConfigMap"
	metadata: {name: "number-NAME", namespace: "numbers"}
	data: where: "\(cluster.name)"
}
`

func trickilyNamed(t *testing.T, agent, topology string) string {
	t.Helper()
	dir, p := generatedFrom(t, map[string]string{
		"platform.yaml":           strings.NewReplacer("AGENT", agent, "TOPOLOGY", topology).Replace(trickyNames),
		"catalog/1/component.cue": strings.NewReplacer("NAME", "1", "REQUIRES", "").Replace(numbered),
		"catalog/2/component.cue": strings.NewReplacer("NAME", "2", "REQUIRES", `"x-number-1"`).Replace(numbered),
	})
	if unitsAgree(t, dir, p, 1) == 0 {
		t.Error("there is no chart")
	}
	return dir
}

// TestNamesStayText reads them back as each agent does.
func TestNamesStayText(t *testing.T) {
	for agent := range readers {
		for _, topology := range []string{"hub", "standalone"} {
			t.Run(agent+"/"+topology, func(t *testing.T) { trickilyNamed(t, agent, topology) })
		}
	}
}

// TestIgnoredPathsStayText reads back what is left to others as Flux does, which
// substitutes variables in it.
func TestIgnoredPathsStayText(t *testing.T) {
	gitops := filepath.Join(trickilyNamed(t, "flux", "hub"), "gitops")
	unit := documentsIn(t, filepath.Join(gitops, "flux", "units", "1", "unit.yaml"))[0]
	spec := fieldOf[map[string]any](t, substituted(t, unit, factsIn(t, gitops, "hub")), "spec")
	paths := fieldOf[[]any](t, spec["ignore"].([]any)[0].(map[string]any), "paths")
	if want := []any{"/data/$first", "/data/$$", "/data/${quote}"}; !reflect.DeepEqual(paths, want) {
		t.Errorf("left to others are %q, not %q", paths, want)
	}
}

// TestCredentialsStayText reads back what Flux substitutes the names of
// credentials into: patches of a cluster's units, and what asks the store.
func TestCredentialsStayText(t *testing.T) {
	flux := filepath.Join(trickilyNamed(t, "flux", "hub"), "gitops", "flux")
	gitops := filepath.Dir(flux)
	patches := fieldOf[[]any](t, readYAML(t, filepath.Dir(gitops), "flux/remote/kustomization.yaml"), "patches")
	for cluster, secret := range map[string]string{"123": "456", "1e3": "1.5", "0x10": "null", "2026-10-10": "true", "null": "cluster-null"} {
		facts := factsIn(t, gitops, cluster)
		for _, p := range patches {
			var operations []map[string]any
			if err := sigsyaml.Unmarshal([]byte(fieldOf[string](t, p.(map[string]any), "patch")), &operations); err != nil {
				t.Fatal(err)
			}
			value := operations[0]["value"]
			if list, ok := value.([]any); ok { // patches of what the unit applies
				text := fieldOf[string](t, substituted(t, list[0].(map[string]any), facts), "patch")
				var inner []map[string]any
				if err := sigsyaml.Unmarshal([]byte(text), &inner); err != nil {
					t.Fatal(err)
				}
				value = inner[0]["value"]
			} else {
				value = substituted(t, value.(map[string]any), facts)
			}
			if got := fieldOf[string](t, value.(map[string]any), "secretRef", "name"); got != secret {
				t.Errorf("units of %s go by the Secret %q", cluster, got)
			}
		}
	}
	asks := documentsIn(t, filepath.Join(flux, "credential", "external-secret.yaml"))[0]
	for cluster, want := range map[string][2]string{"true": {"7", "456"}, "null": {"yes", `a: "b" \ c # ${quote}`}} {
		spec := fieldOf[map[string]any](t, substituted(t, asks, factsIn(t, gitops, cluster)), "spec")
		extract := fieldOf[[]any](t, spec, "dataFrom")[0].(map[string]any)
		if got := [2]string{fieldOf[string](t, spec, "secretStoreRef", "name"), fieldOf[string](t, extract, "extract", "key")}; got != want {
			t.Errorf("%s asks %q", cluster, got)
		}
	}
}

// factsIn are a cluster's variables.
func factsIn(t *testing.T, gitops, cluster string) map[string]any {
	t.Helper()
	return fieldOf[map[string]any](t, documentsIn(t, filepath.Join(gitops, "clusters", cluster, "cluster.yaml"))[0], "data")
}
