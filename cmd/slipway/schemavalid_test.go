package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"
	"sigs.k8s.io/yaml"

	"github.com/slipway-platform/slipway/generator"
)

// printedSchema is what slipway schema prints.
func printedSchema(t *testing.T) []byte {
	t.Helper()
	src, err := (&app{}).sources()
	if err != nil {
		t.Fatal(err)
	}
	text, err := generator.BuiltinJSONSchema(src)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// editor is the JSON Schema as an editor uses it.
func editor(t *testing.T) func(platform string) error {
	t.Helper()
	var doc any
	if err := json.Unmarshal(printedSchema(t), &doc); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("platform.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("platform.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(platform string) error {
		var v any
		if err := yaml.Unmarshal([]byte(platform), &v); err != nil {
			t.Fatalf("%v\n%s", err, platform)
		}
		return schema.Validate(v)
	}
}

// TestAnEditorTakesWhatIsValid: every platform of the golden trees.
func TestAnEditorTakesWhatIsValid(t *testing.T) {
	valid := editor(t)
	trees, err := filepath.Glob("../../generator/testdata/*.txtar")
	if err != nil || len(trees) == 0 {
		t.Fatalf("no golden trees: %v", err)
	}
	tried := 0
	for _, name := range trees {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name != "in/platform.yaml" {
				continue
			}
			tried++
			if err := valid(string(f.Data)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if err := valid(fenced(t, string(readme), "kind: Platform")); err != nil {
		t.Errorf("the README's: %v", err)
	}
	if tried < 5 {
		t.Errorf("only %d platforms were tried", tried)
	}
}

// TestAnEditorMarksWhatIsWrong, in a component's settings too, wherever they stand.
func TestAnEditorMarksWhatIsWrong(t *testing.T) {
	valid := editor(t)
	const right = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  domain: example.com
  repository: {url: "https://git.example.com/acme.git"}
  components: {cert-manager: {config: {issuer: {kind: acme}}}, mine: {config: {any: thing}}}
  groups: [{name: eu, match: {region: eu}, components: {cert-manager: {config: {issuer: {email: "$(cluster.name)@example.com"}}}}}]
  clusters: [{name: hub, role: hub, components: {metallb: {config: {addresses: ["$(cluster.labels.pool)"]}}}}]
`
	if err := valid(right); err != nil {
		t.Fatal(err)
	}
	for was, becomes := range map[string]string{
		"agent: flux":                 "agent: fluks",
		"kind: acme}":                 "kind: acmee}",
		"issuer: {kind":               "isuer: {kind",
		"$(cluster.name)@example.com": "nobody",
		"addresses: [":                "adresses: [",
		"{name: hub, role: hub,":      "{name: hub, roll: hub,",
	} {
		wrong := strings.Replace(right, was, becomes, 1)
		if wrong == right || valid(wrong) == nil {
			t.Errorf("%s is taken", becomes)
		}
	}
}
