package lint

import (
	"io/fs"
	"runtime"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// What compiling the whole catalog may take: every command that reads a platform does it.
const (
	compileTime   = time.Second
	compileMemory = 250 << 20
)

// BenchmarkCatalogCompile fails where it takes more than it may.
func BenchmarkCatalogCompile(b *testing.B) {
	src := builtin(b)
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if _, err := generator.Components(src); err != nil {
			b.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if each := b.Elapsed() / time.Duration(b.N); each > compileTime {
		b.Errorf("compiling the catalog takes %s, more than %s", each, compileTime)
	}
	if each := (after.TotalAlloc - before.TotalAlloc) / uint64(b.N); each > compileMemory {
		b.Errorf("compiling the catalog takes %d MiB, more than %d", each>>20, compileMemory>>20)
	}
}

// BenchmarkCatalogEvaluate loads a platform of each component, with what it requires and its agent, and tells which takes
// longest.
func BenchmarkCatalogEvaluate(b *testing.B) {
	src := builtin(b)
	trials, err := generator.NewTrials(src, []load.Folder{{Name: "builtin", FS: src.Catalog}})
	if err != nil {
		b.Fatal(err)
	}
	l := &linter{src: src, trials: trials, all: trials.Components(), agents: trials.Agents()}
	took := map[string]time.Duration{}
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range l.all {
			begun := time.Now()
			if _, err := trials.Load(l.scenarios(c)[0].folder()); err != nil {
				b.Fatal(c.Name, err)
			}
			took[c.Name] += time.Since(begun)
		}
	}
	slowest := l.all[0].Name
	for _, c := range l.all {
		if took[c.Name] > took[slowest] {
			slowest = c.Name
		}
	}
	n := float64(b.N)
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/n/float64(len(l.all)), "ms/component")
	b.ReportMetric(float64(took[slowest].Milliseconds())/n, "ms/slowest")
	b.Logf("slowest: %s", slowest)
}

func builtin(tb testing.TB) generator.Sources {
	tb.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		tb.Fatal(err)
	}
	return generator.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Templates: templates.FS, Providers: []string{"existing"}}
}
