package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// TestUnitsCarryWhatExplainSays reads every cluster's units out of the golden
// trees as their agents would: with the agent's own way to substitute facts, and
// values merged by its rules. That must come to what explain says.
func TestUnitsCarryWhatExplainSays(t *testing.T) {
	for _, golden := range []string{"fleet", "hub", "standalone", "flux", "standalone-flux", "sveltos", "standalone-sveltos"} {
		dir := unpack(t, filepath.Join("..", "generator", "testdata", golden+".txtar"))
		if unitsAgree(t, dir, load(t, dir), 1) == 0 {
			t.Errorf("%s has no chart", golden)
		}
	}
}

// TestAFleetsUnitsCarryWhatExplainSays does so for every seventeenth cluster of
// a fleet, which meets every group, ring and kind of own setting, and for every
// agent. That all agree with Load is why all do the same.
func TestAFleetsUnitsCarryWhatExplainSays(t *testing.T) {
	text := fleettest.YAML(200)
	if !strings.Contains(text, "agent: argocd") {
		t.Fatal("the fleet names no agent")
	}
	for agent := range readers {
		t.Run(agent, func(t *testing.T) {
			dir, p := generated(t, strings.Replace(text, "agent: argocd", "agent: "+agent, 1))
			if pairs := unitsAgree(t, dir, p, 17); pairs < 50 {
				t.Errorf("only %d pairs of cluster and chart", pairs)
			}
		})
	}
}

// generated writes a platform and its repository into a folder.
func generated(t *testing.T, text string) (string, *platform.Platform) {
	t.Helper()
	return generatedFrom(t, map[string]string{"platform.yaml": text})
}

// generatedFrom does so for a platform of several files.
func generatedFrom(t *testing.T, files map[string]string) (string, *platform.Platform) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	p := load(t, dir)
	c, err := generator.PlanPlatform(sources(t), dir, p, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	return dir, p
}

// unitsAgree compares every step-th cluster with what Load says of it, and
// counts pairs of cluster and chart.
func unitsAgree(t *testing.T, dir string, p *platform.Platform, step int) (pairs int) {
	t.Helper()
	read := readers[p.Agent]
	for i, c := range p.Clusters {
		if i%step != 0 {
			continue
		}
		have := read(t, dir, c.Name)
		if len(have) != len(c.Placements) {
			t.Errorf("%s has %d units in the repository and should have %d", c.Name, len(have), len(c.Placements))
		}
		for _, pl := range c.Placements {
			u, ok := have[pl.Unit.Name]
			if !ok {
				t.Errorf("%s on %s is not in the repository", pl.Unit.Name, c.Name)
				continue
			}
			if u.wave != pl.Wave {
				t.Errorf("%s on %s comes at %d, not at %d", pl.Unit.Name, c.Name, u.wave, pl.Wave)
			}
			if pl.Unit.Manifests != nil {
				patchesAgree(t, u, p, c, pl.Unit)
				continue
			}
			if pl.Unit.Chart == nil {
				objectsAgree(t, u, p, c, pl.Unit)
				continue
			}
			pairs++
			e, err := generator.Explain(p, c.Name, pl.Unit.Variant.Component.Name)
			if err != nil {
				t.Fatal(err)
			}
			if u.version != e.Version {
				t.Errorf("%s on %s is at %v, not %s", e.Component, c.Name, u.version, e.Version)
			}
			if diff := cmp.Diff(plain(t, e.Values), plain(t, u.values)); diff != "" {
				t.Errorf("%s on %s:\n%s", e.Component, c.Name, diff)
			}
		}
	}
	return pairs
}

// objectsAgree compares by kind and name, since agents have orders of their own.
func objectsAgree(t *testing.T, u placed, p *platform.Platform, c *platform.Cluster, unit *platform.Unit) {
	t.Helper()
	want, have := map[string]any{}, map[string]any{}
	for _, o := range unit.Objects {
		filled, err := platform.Substitute(p.Facts, o, c)
		if err != nil {
			t.Fatal(err)
		}
		want[identity(filled.(map[string]any))] = plain(t, filled)
	}
	for _, o := range u.objects {
		have[identity(o)] = plain(t, o)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("%s on %s (-loaded +rendered):\n%s", unit.Name, c.Name, diff)
	}
}

// patchesAgree compares what is changed in published objects, and their version.
func patchesAgree(t *testing.T, u placed, p *platform.Platform, c *platform.Cluster, unit *platform.Unit) {
	t.Helper()
	var want []any
	for _, patch := range unit.Manifests.Patches {
		filled, err := platform.Substitute(p.Facts, patch.Body(), c)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, plain(t, filled))
	}
	if diff := cmp.Diff(want, plain(t, u.patches)); diff != "" || len(want) == 0 || u.version != unit.Variant.Version {
		t.Errorf("%s on %s at %s (-loaded +rendered):\n%s", unit.Name, c.Name, u.version, diff)
	}
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
func plain(t testing.TB, v any) any {
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
