package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

// goldenPlatform generates the repository of a golden platform of package
// generator into a folder.
func goldenPlatform(t *testing.T, name string) (dir string, p *platform.Platform) {
	t.Helper()
	dir = t.TempDir()
	a, err := txtar.ParseFile(filepath.Join("..", "..", "generator", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		path, ok := strings.CutPrefix(f.Name, "in/")
		if !ok {
			continue
		}
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	src, err := (&app{}).sources()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = generator.Load(src, dir); err != nil {
		t.Fatal(err)
	}
	c, err := generator.PlanPlatform(src, dir, p, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	return dir, p
}

// applications renders the units chart for a cluster as Argo CD does: with the
// value files that the ApplicationSet lists, the cluster's own last.
func applications(t *testing.T, dir, cluster string) map[string]map[string]any {
	t.Helper()
	own := readYAML(t, filepath.Join(dir, "gitops", "clusters", cluster, "cluster.yaml"))
	values := map[string]any{}
	for _, f := range own["files"].([]any) {
		values = overlay(values, readYAML(t, filepath.Join(dir, "gitops", filepath.FromSlash(f.(string)))))
	}
	objects, _, err := chart.Render(t.Context(), filepath.Join(dir, "gitops", "argocd", "units"),
		chart.RenderOptions{ReleaseName: "units", Namespace: "argocd", Values: overlay(values, own)})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]any{}
	for _, o := range objects {
		if o["kind"] != "Application" {
			continue
		}
		name := at[string](t, o, "metadata", "name")
		if out[name] != nil {
			t.Errorf("%s stands there twice", name)
		}
		out[name] = o
	}
	return out
}

func readYAML(t *testing.T, path string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if err := yaml.Unmarshal(data, &out); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return out
}

// overlay merges values files as Helm does: maps merge, all else replaces; null
// stays, to take a default of the chart away.
func overlay(under, over map[string]any) map[string]any {
	out := maps.Clone(under)
	for k, v := range over {
		a, ok1 := out[k].(map[string]any)
		b, ok2 := v.(map[string]any)
		if ok1 && ok2 {
			out[k] = overlay(a, b)
		} else {
			out[k] = v
		}
	}
	return out
}

func at[T any](t *testing.T, v any, path ...any) T {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			v = l[p]
		}
	}
	out, ok := v.(T)
	if !ok {
		t.Fatalf("%v: is %T", path, v)
	}
	return out
}

func plainJSON(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestApplicationsCarryTheValues proves the split of values end to end: what
// Argo CD hands to Helm, a file and inline values over it, comes to exactly what
// explain says, on every cluster, for every chart, whatever strings look like.
func TestApplicationsCarryTheValues(t *testing.T) {
	dir, p := goldenPlatform(t, "hub.txtar")
	for _, c := range p.Clusters {
		apps := applications(t, dir, c.Name)
		if len(apps) != len(c.Placements) {
			t.Errorf("%s has %d Applications for %d units", c.Name, len(apps), len(c.Placements))
		}
		for _, pl := range c.Placements {
			// By cluster and unit, never by variant: that is the unit's identity.
			name := c.Name + "." + pl.Unit.Name
			app := apps[name]
			if app == nil {
				t.Errorf("there is no Application %s", name)
				continue
			}
			if pl.Unit.Chart != nil {
				checkValues(t, dir, p, c.Name, pl.Unit.Name, app)
			}
		}
	}
}

func checkValues(t *testing.T, dir string, p *platform.Platform, cluster, component string, app map[string]any) {
	helm := at[map[string]any](t, app, "spec", "sources", 0, "helm")
	file := strings.TrimPrefix(at[string](t, helm, "valueFiles", 0), "$values/"+p.Repository.Path+"/")
	got := readYAML(t, filepath.Join(dir, filepath.FromSlash(file)))
	if inline, ok := helm["valuesObject"].(map[string]any); ok {
		got = overlay(got, inline)
	}
	e, err := generator.Explain(p, cluster, component)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plainJSON(t, e.Values), plainJSON(t, got)); diff != "" {
		t.Errorf("%s on %s (-explain +Application):\n%s", component, cluster, diff)
	}
}

// TestObjectsCarryTheFacts renders every unit whose objects carry facts.
func TestObjectsCarryTheFacts(t *testing.T) {
	dir, p := goldenPlatform(t, "hub.txtar")
	for _, c := range p.Clusters {
		for name, app := range applications(t, dir, c.Name) {
			spec := at[map[string]any](t, app, "spec", "sources", 0)
			helm, ok := spec["helm"].(map[string]any)
			if !ok || spec["chart"] != nil {
				continue
			}
			path := strings.TrimPrefix(at[string](t, spec, "path"), p.Repository.Path+"/")
			got, _, err := chart.Render(t.Context(), filepath.Join(dir, filepath.FromSlash(path)),
				chart.RenderOptions{ReleaseName: "unit", Values: at[map[string]any](t, helm, "valuesObject")})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			unit, _ := c.Unit(strings.TrimPrefix(name, c.Name+"."))
			compareObjects(t, p, c, unit.Unit, got)
		}
	}
}

// compareObjects goes by kind and name, since Helm has an order of its own.
func compareObjects(t *testing.T, p *platform.Platform, c *platform.Cluster, u *platform.Unit, got []map[string]any) {
	key := func(o map[string]any) string {
		return at[string](t, o, "kind") + "/" + at[string](t, o, "metadata", "name")
	}
	want, have := map[string]any{}, map[string]any{}
	for _, o := range u.Objects {
		filled, err := platform.Substitute(p.Facts, o, c)
		if err != nil {
			t.Fatal(err)
		}
		m := filled.(map[string]any)
		want[key(m)] = plainJSON(t, m)
	}
	for _, o := range got {
		have[key(o)] = plainJSON(t, o)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("%s on %s (-loaded +rendered):\n%s", u.Name, c.Name, diff)
	}
}
