package generator_test

import (
	"io/fs"
	"os"
	"testing"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
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

func BenchmarkTmp(b *testing.B) {
	src := sources(b)
	for b.Loop() {
		p, err := generator.Load(src, os.Getenv("P"))
		if err != nil {
			b.Fatal(err)
		}
		_ = p
	}
}
func BenchmarkTmpRender(b *testing.B) {
	src := sources(b)
	p, err := generator.Load(src, os.Getenv("P"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := generator.Render(src, p); err != nil {
			b.Fatal(err)
		}
	}
}
