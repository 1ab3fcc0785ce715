package render_test

import (
	"fmt"
	"io/fs"
	"os"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/render"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

func TestTry(t *testing.T) {
	agents, _ := fs.Sub(templates.FS, "agents")
	src := load.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Providers: []string{"existing", "local"}}
	t0 := time.Now()
	p, err := load.Load(src, os.Getenv("P"))
	if err != nil {
		t.Fatalf("\n%v", err)
	}
	fmt.Println("load", time.Since(t0))
	a, err := load.Agent(src, p.Agent)
	if err != nil {
		t.Fatal(err)
	}
	t0 = time.Now()
	tr, err := render.Render(render.Sources{Templates: templates.FS}, p, a)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("render", time.Since(t0), len(tr.Files()))
	if len(tr.Files()) < 60 {
		for _, f := range tr.Files() {
			fmt.Printf("-- %s --\n%s\n", f.Path, f.Data)
		}
	}
}
