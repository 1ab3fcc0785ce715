package e2e

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fluxcd/pkg/envsubst"
	sigsyaml "sigs.k8s.io/yaml"
)

// readFlux reads a cluster's units as kustomize-controller does: what a
// Kustomization builds is written as YAML anew, and then substituted, strictly,
// with Flux's own library.
func readFlux(t *testing.T, dir, cluster string) map[string]placed {
	t.Helper()
	own := documentsIn(t, filepath.Join(dir, "gitops", "clusters", cluster, "cluster.yaml"))
	facts := fieldOf[map[string]any](t, own[0], "data")
	parent := own[len(own)-1]
	needs := needsOf(t, parent, facts, cluster)
	out := map[string]placed{}
	for _, c := range fieldOf[[]any](t, parent, "spec", "components") {
		folder, unit := path.Split(c.(string))
		if folder != "../units/" {
			continue
		}
		defined := substituted(t, documentsIn(t, filepath.Join(dir, "gitops", "flux", "units", unit, "unit.yaml"))[0], facts)
		if got, want := fieldOf[string](t, defined, "metadata", "name"), unit+"."+cluster; got != want {
			t.Errorf("%s is named %s", want, got)
		}
		_, below, _ := strings.Cut(fieldOf[string](t, defined, "spec", "path"), "gitops/")
		var objects []map[string]any
		for _, o := range readFolder(t, filepath.Join(dir, "gitops", below)) {
			objects = append(objects, substituted(t, o, facts))
		}
		u := placed{objects: objects}
		if objects[0]["kind"] == "OCIRepository" {
			u = manifestsOf(t, objects[0], objects[1])
		}
		if len(objects) == 1 && objects[0]["kind"] == "HelmRelease" {
			u = releaseOf(t, filepath.Join(dir, "gitops", path.Dir(below), "values.yaml"), objects[0])
		}
		u.wave = depth(needs, unit)
		out[unit] = u
	}
	return out
}

// needsOf reads dependsOn out of the patches for a cluster's units.
func needsOf(t *testing.T, parent, facts map[string]any, cluster string) map[string][]string {
	t.Helper()
	needs := map[string][]string{}
	patches, _ := parent["spec"].(map[string]any)["patches"].([]any)
	for _, p := range patches {
		patch := p.(map[string]any)
		unit := strings.TrimPrefix(fieldOf[string](t, patch, "target", "labelSelector"), "slipway.dev/unit=")
		var operations []map[string]any
		if err := sigsyaml.Unmarshal([]byte(patch["patch"].(string)), &operations); err != nil {
			t.Fatal(err)
		}
		for _, o := range operations {
			needs[unit] = append(needs[unit], strings.TrimSuffix(fieldOf[string](t, substituted(t, o, facts), "value", "name"), "."+cluster))
		}
	}
	return needs
}

func depth(needs map[string][]string, unit string) int {
	deepest := 0
	for _, n := range needs[unit] {
		deepest = max(deepest, depth(needs, n)+1)
	}
	return deepest
}

// releaseOf merges what helm-controller would: the ConfigMap first, what stands
// inline over it.
func releaseOf(t *testing.T, shared string, release map[string]any) placed {
	t.Helper()
	name := fieldOf[string](t, release, "spec", "chartRef", "name")
	values, u := map[string]any{}, placed{}
	for _, o := range documentsIn(t, shared) {
		if fieldOf[string](t, o, "metadata", "name") != name {
			t.Errorf("the release refers to %s and there is %s", name, fieldOf[string](t, o, "metadata", "name"))
		}
		switch o["kind"] {
		case "ConfigMap":
			if err := sigsyaml.Unmarshal([]byte(fieldOf[string](t, o, "data", "values.yaml")), &values); err != nil {
				t.Fatal(err)
			}
		case "OCIRepository":
			u.version = fieldOf[string](t, o, "spec", "ref", "tag")
		case "HelmChart":
			u.version = fieldOf[string](t, o, "spec", "version")
		}
	}
	inline, _ := release["spec"].(map[string]any)["values"].(map[string]any)
	u.values = overlay(values, inline)
	return u
}

// manifestsOf reads published objects: their version, and what is changed in them.
func manifestsOf(t *testing.T, source, applies map[string]any) placed {
	t.Helper()
	if fieldOf[string](t, applies, "spec", "sourceRef", "name") != fieldOf[string](t, source, "metadata", "name") {
		t.Errorf("%s applies another source than %s", identity(applies), identity(source))
	}
	u := placed{version: fieldOf[string](t, source, "spec", "ref", "tag")}
	for _, p := range fieldOf[[]any](t, applies, "spec", "patches") {
		var body any
		if err := sigsyaml.Unmarshal([]byte(fieldOf[string](t, p.(map[string]any), "patch")), &body); err != nil {
			t.Fatal(err)
		}
		u.patches = append(u.patches, body)
	}
	return u
}

func substituted(t *testing.T, o map[string]any, facts map[string]any) map[string]any {
	t.Helper()
	text, err := sigsyaml.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	filled, err := envsubst.Eval(string(text), func(name string) (string, bool) {
		value, ok := facts[name].(string)
		return value, ok
	})
	if err != nil {
		t.Fatalf("substitute in %s: %v", text, err)
	}
	var out map[string]any
	if err := sigsyaml.Unmarshal([]byte(filled), &out); err != nil {
		t.Fatalf("%v: %s", err, filled)
	}
	return out
}

func documentsIn(t *testing.T, file string) []map[string]any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return documents(t, data)
}
