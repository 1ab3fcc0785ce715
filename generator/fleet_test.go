package generator_test

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

func sources(tb testing.TB) generator.Sources {
	tb.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		tb.Fatal(err)
	}
	return generator.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Templates: templates.FS,
		Providers: []string{"existing", "local"}, Version: "v0.0.0-test"}
}

// fleet writes a platform of n clusters into a folder.
func fleet(tb testing.TB, n int) string { return fleetOf(tb, "argocd", n) }

func fleetOf(tb testing.TB, agent string, n int) string {
	tb.Helper()
	dir := tb.TempDir()
	write(tb, dir, "platform.yaml", fleettest.Of(agent, n))
	return dir
}

// eachAgent runs a test for every agent there is.
func eachAgent(t *testing.T, run func(t *testing.T, agent string)) {
	for _, agent := range agentNames(t) {
		t.Run(agent, func(t *testing.T) { run(t, agent) })
	}
}

func agentNames(tb testing.TB) []string {
	tb.Helper()
	found, err := fs.Glob(templates.FS, "agents/*/agent.cue")
	if err != nil || len(found) < 2 {
		tb.Fatal(found, err)
	}
	for i := range found {
		found[i] = path.Base(path.Dir(found[i]))
	}
	return found
}

func write(tb testing.TB, dir, name, text string) {
	tb.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func mustLoad(tb testing.TB, dir string) *platform.Platform {
	tb.Helper()
	p, err := generator.Load(sources(tb), dir)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// rendered returns every file of the platform in dir.
func rendered(tb testing.TB, dir string) map[string]string {
	tb.Helper()
	return renderedFrom(tb, sources(tb), dir)
}

func renderedFrom(tb testing.TB, src generator.Sources, dir string) map[string]string {
	tb.Helper()
	p, err := generator.Load(src, dir)
	if err != nil {
		tb.Fatal(err)
	}
	t, err := generator.Render(src, p)
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range t.Files() {
		files[f.Path] = string(f.Data)
	}
	return files
}

var _ = flag.Bool("update", false, "write what comes out into testdata")

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
