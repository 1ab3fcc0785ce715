package chartlint

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/lint"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

var update = flag.Bool("update", false, "write the keys of the charts in the folder that SLIPWAY_CHARTS names")

// unrecorded are pinned charts that were not at hand to read the keys of, and why.
var unrecorded = map[string]string{
	"gateway-api-crds-1.2.3": "its one value says which channel of definitions is meant",
}

const keysUpdate = "SLIPWAY_CHARTS=DIR go test ./bootstrap/chartlint -run ChartKeys -update"

// TestChartKeys is slipway catalog lint on the builtin catalog: its rules, and the values of every component held to the keys that its chart has, as they were read from the chart when
// it was pinned: a value that a chart does not have does nothing, and nobody notices. The catalog's own objects are looked
// at besides.
func TestChartKeys(t *testing.T) {
	if *update {
		writeKeys(t)
	}
	seen, own := map[string]*chart.Keys{}, None()
	report := lintBuiltin(t, func(ctx context.Context, s lint.Subject) (problem.Problems, error) {
		problems, err := own.Look(ctx, s)
		for _, u := range s.Units {
			if u.Chart == nil {
				continue
			}
			keys, known := seen[keysFile(*u.Chart)]
			if !known {
				keys = readKeys(t, *u.Chart)
				seen[keysFile(*u.Chart)] = keys
			}
			if keys != nil {
				problems = append(problems, Unknown(s, u, keys)...)
			}
		}
		return problems, err
	})
	for _, f := range report.Findings {
		t.Error(f.Said())
	}
	if report.Components < 55 || report.Trials < 3*report.Components {
		t.Errorf("only %d components were tried on %d platforms", report.Components, report.Trials)
	}
	files, err := filepath.Glob(keysFile(platform.Chart{Name: "*", Version: "*"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, used := seen[file]; !used {
			t.Errorf("%s is of no pinned chart; run: %s", file, keysUpdate)
		}
	}
}

func keysFile(c platform.Chart) string {
	return filepath.Join("testdata", "keys", c.Name+"-"+c.Version+".txt")
}

func readKeys(t *testing.T, c platform.Chart) *chart.Keys {
	t.Helper()
	text, err := os.ReadFile(keysFile(c))
	if err != nil {
		if why := unrecorded[c.Name+"-"+c.Version]; why != "" {
			t.Logf("the values of chart %s %s are not checked: %s", c.Name, c.Version, why)
			return nil
		}
		t.Errorf("the keys of chart %s %s are not recorded; run: %s", c.Name, c.Version, keysUpdate)
		return nil
	}
	keys, err := chart.ParseKeys(text)
	if err != nil {
		t.Errorf("%s: %v", keysFile(c), err)
	}
	return keys
}

// writeKeys records the keys of every pinned chart that is in the folder, and forgets those of charts that are not pinned.
func writeKeys(t *testing.T) {
	t.Helper()
	dir := os.Getenv("SLIPWAY_CHARTS")
	if dir == "" {
		t.Fatalf("SLIPWAY_CHARTS names no folder with charts; run: %s", keysUpdate)
	}
	charts, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[platform.Chart]bool{}
	lintBuiltin(t, func(_ context.Context, s lint.Subject) (problem.Problems, error) {
		for _, u := range s.Units {
			if u.Chart != nil {
				wanted[*u.Chart] = true
			}
		}
		return nil, nil
	})
	pinned := []string{}
	for want := range wanted {
		file := keysFile(want)
		pinned = append(pinned, file)
		found := charts.find(want)
		if found == nil {
			continue
		}
		keys, err := found.Keys()
		if err == nil {
			err = os.WriteFile(file, keys.Text(), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(keysFile(platform.Chart{Name: "*", Version: "*"}))
	for _, file := range files {
		if err == nil && !slices.Contains(pinned, file) {
			err = os.Remove(file)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range charts.Skipped() {
		t.Log("not recorded: " + s)
	}
}

// TestTheCatalogFitsItsCharts is slipway catalog lint --charts on the builtin catalog.
func TestTheCatalogFitsItsCharts(t *testing.T) {
	dir := os.Getenv("SLIPWAY_CHARTS")
	if dir == "" {
		t.Skip("skipped: SLIPWAY_CHARTS names no folder with charts; TestChartKeys holds values to the keys that charts had")
	}
	charts, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range lintBuiltin(t, charts.Look).Findings {
		t.Error(f.Said())
	}
	for _, s := range charts.Skipped() {
		t.Log("skipped: " + s)
	}
}

func lintBuiltin(t *testing.T, look func(context.Context, lint.Subject) (problem.Problems, error)) *lint.Report {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: it loads and renders hundreds of platforms")
	}
	src := sources(t)
	report, err := lint.Run(t.Context(), src, []load.Folder{{Name: "builtin", FS: src.Catalog}}, lint.Options{Look: look, Sparse: true})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func builtin(t *testing.T) []platform.Component {
	t.Helper()
	components, err := generator.Components(sources(t))
	if err != nil {
		t.Fatal(err)
	}
	return components
}

func sources(t *testing.T) generator.Sources {
	t.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(fmt.Errorf("open agents: %w", err))
	}
	return generator.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Templates: templates.FS, Providers: []string{"existing"}}
}
