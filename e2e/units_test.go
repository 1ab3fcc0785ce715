package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// TestUnitsCarryWhatExplainSays renders every cluster's units as Argo CD would,
// with Helm's engine, and merges each unit's values by Argo CD's rules: the file
// first, what stands inline over it. That must come to what explain says.
func TestUnitsCarryWhatExplainSays(t *testing.T) {
	for _, golden := range []string{"fleet", "hub"} {
		dir := unpack(t, filepath.Join("..", "generator", "testdata", golden+".txtar"))
		if unitsAgree(t, dir, load(t, dir), 1) == 0 {
			t.Errorf("%s has no chart", golden)
		}
	}
}

// TestAFleetsUnitsCarryWhatExplainSays does so for every seventeenth cluster of
// a fleet, which meets every group, ring and kind of own setting.
func TestAFleetsUnitsCarryWhatExplainSays(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(fleettest.YAML(200)), 0o644); err != nil {
		t.Fatal(err)
	}
	p := load(t, dir)
	c, err := generator.PlanPlatform(sources(t), dir, p, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if pairs := unitsAgree(t, dir, p, 17); pairs < 50 {
		t.Errorf("only %d pairs of cluster and chart", pairs)
	}
}

// unitsAgree compares every step-th cluster and counts pairs of cluster and chart.
func unitsAgree(t *testing.T, dir string, p *platform.Platform, step int) (pairs int) {
	for i, c := range p.Clusters {
		if i%step != 0 {
			continue
		}
		applications := unitsOf(t, dir, c.Name)
		if len(applications) != len(c.Placements) {
			t.Errorf("%s has %d Applications and %d units", c.Name, len(applications), len(c.Placements))
		}
		for _, pl := range c.Placements {
			app := applications[c.Name+"."+pl.Unit.Name]
			if app == nil {
				t.Errorf("%s on %s has no Application", pl.Unit.Name, c.Name)
				continue
			}
			sources := app["spec"].(map[string]any)["sources"].([]any)
			first := sources[0].(map[string]any)
			if pl.Unit.Chart == nil {
				objectsAgree(t, dir, first, p, c, pl.Unit)
				continue
			}
			pairs++
			e, err := generator.Explain(p, c.Name, pl.Unit.Variant.Component.Name)
			if err != nil {
				t.Fatal(err)
			}
			if first["targetRevision"] != e.Version {
				t.Errorf("%s on %s is at %v, not %s", e.Component, c.Name, first["targetRevision"], e.Version)
			}
			if diff := cmp.Diff(plain(t, e.Values), plain(t, valuesOf(t, dir, first))); diff != "" {
				t.Errorf("%s on %s:\n%s", e.Component, c.Name, diff)
			}
		}
	}
	return pairs
}

func sources(t *testing.T) generator.Sources {
	t.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	return generator.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Templates: templates.FS, Providers: []string{"existing", "local"}}
}

func load(t *testing.T, dir string) *platform.Platform {
	t.Helper()
	p, err := generator.Load(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// unpack writes a golden tree's input and output into one folder.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		_, name, _ := strings.Cut(f.Name, "/")
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// unitsOf renders the units chart for a cluster: the value files that its
// cluster.yaml lists, and cluster.yaml last.
func unitsOf(t *testing.T, dir, cluster string) map[string]map[string]any {
	t.Helper()
	own := filepath.Join("clusters", cluster, "cluster.yaml")
	values := map[string]any{}
	files, _ := readYAML(t, dir, own)["files"].([]any)
	for _, f := range append(files, own) {
		values = overlay(values, readYAML(t, dir, f.(string)))
	}
	objects, _, err := chart.Render(t.Context(), filepath.Join(dir, "gitops", "argocd", "units"), chart.RenderOptions{ReleaseName: "units", Namespace: "argocd", Values: values})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]any{}
	for _, o := range objects {
		if o["kind"] == "Application" {
			out[o["metadata"].(map[string]any)["name"].(string)] = o
		}
	}
	return out
}

// valuesOf merges what Argo CD would give Helm for a source.
func valuesOf(t *testing.T, dir string, source map[string]any) map[string]any {
	t.Helper()
	helm := source["helm"].(map[string]any)
	values := map[string]any{}
	for _, f := range helm["valueFiles"].([]any) {
		_, below, _ := strings.Cut(f.(string), "gitops/")
		values = overlay(values, readYAML(t, dir, below))
	}
	inline, _ := helm["valuesObject"].(map[string]any)
	return overlay(values, inline)
}

// objectsAgree renders a unit of objects that carries facts and compares by kind
// and name, since Helm has an order of its own.
func objectsAgree(t *testing.T, dir string, source map[string]any, p *platform.Platform, c *platform.Cluster, u *platform.Unit) {
	t.Helper()
	_, below, _ := strings.Cut(source["path"].(string), "gitops/")
	helm, facts := source["helm"].(map[string]any)
	if !facts {
		return
	}
	objects, _, err := chart.Render(t.Context(), filepath.Join(dir, "gitops", below), chart.RenderOptions{ReleaseName: path.Base(below), Values: helm["valuesObject"].(map[string]any)})
	if err != nil {
		t.Fatal(err)
	}
	want, have := map[string]any{}, map[string]any{}
	for _, o := range u.Objects {
		filled, err := platform.Substitute(p.Facts, o, c)
		if err != nil {
			t.Fatal(err)
		}
		want[identity(filled.(map[string]any))] = plain(t, filled)
	}
	for _, o := range objects {
		have[identity(o)] = plain(t, o)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("%s on %s (-loaded +rendered):\n%s", u.Name, c.Name, diff)
	}
}

func identity(o map[string]any) string {
	m := o["metadata"].(map[string]any)
	return fmt.Sprintf("%v/%v/%v", o["kind"], m["namespace"], m["name"])
}

func readYAML(t *testing.T, dir, name string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "gitops", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// overlay is Helm's merge of value files: maps merge, everything else replaces.
func overlay(under, over map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range under {
		out[k] = v
	}
	for k, v := range over {
		a, ok1 := out[k].(map[string]any)
		b, ok2 := v.(map[string]any)
		if ok1 && ok2 {
			v = overlay(a, b)
		}
		out[k] = v
	}
	return out
}

// plain makes values comparable, whichever reader they came from.
func plain(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
