package load

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// smallHead begins a platform of components that a test declares itself; what a
// test appends stands in spec.
const smallHead = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: small}
spec:
  agent: argocd
  profile: small
  domain: example.com
  repository: {url: https://git.example.com/small.git}
`

// smallChart declares a component that installs a chart and hands its config on
// as values; more is CUE for the same package.
func smallChart(name, more string) string {
	return smallFields(name) + `source: chart: {repository: "https://charts.example.com", name: "` + name + `", version: "1.0.0"}
values: settings: config
` + more
}

// smallFiles declares a component of objects; more gives them.
func smallFiles(name, more string) string {
	return smallFields(name) + "source: files: version: \"1.0.0\"\n" + more
}

func smallFields(name string) string {
	return `package component
name: "` + name + `"
title: "` + name + `"
summary: "A component of a test."
category: "workload"
namespace: "test"
`
}

// smallLoad loads a platform whose builtin catalog is the one given, by name,
// and the agent's own component. files are the user's, by path; platform.yaml
// follows smallHead, unless it is whole.
func smallLoad(t *testing.T, catalog, files map[string]string) (*platform.Platform, error) {
	t.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	builtin := fstest.MapFS{"argo-cd/component.cue": {Data: []byte(smallChart("argo-cd", `provides: ["gitops-agent"]`))}}
	for name, text := range catalog {
		builtin[name+"/component.cue"] = &fstest.MapFile{Data: []byte(text)}
	}
	dir := t.TempDir()
	for name, text := range files {
		if name == "platform.yaml" && !strings.HasPrefix(text, "apiVersion:") {
			text = smallHead + text
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Load(Sources{Schemas: schemas.FS, Catalog: builtin, Agents: agents, Providers: []string{"existing", "local"}}, os.DirFS(dir))
}

// smallPlatform is smallLoad for a platform in which nothing is wrong.
func smallPlatform(t *testing.T, catalog map[string]string, spec string) *platform.Platform {
	t.Helper()
	p, err := smallLoad(t, catalog, map[string]string{"platform.yaml": spec})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// smallError is smallLoad for a platform in which something is wrong.
func smallError(t *testing.T, catalog map[string]string, spec string) string {
	t.Helper()
	_, err := smallLoad(t, catalog, map[string]string{"platform.yaml": spec})
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	return err.Error()
}

// variantOn returns what a cluster has of a component, nil when it has none.
func variantOn(p *platform.Platform, cluster, component string) *platform.Variant {
	if placement, ok := p.Cluster(cluster).Unit(component); ok {
		return placement.Unit.Variant
	}
	return nil
}
