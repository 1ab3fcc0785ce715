package generator_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what Render makes into testdata")

// TestGolden compares whole trees: an archive holds the user's files below in/
// and what comes out below out/. The schema for editors is compared elsewhere.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in, want := map[string]string{}, map[string]string{}
			for _, f := range a.Files {
				if path, ok := strings.CutPrefix(f.Name, "in/"); ok {
					in[path] = string(f.Data)
				} else {
					want[strings.TrimPrefix(f.Name, "out/")] = string(f.Data)
				}
			}
			got := filesOf(t, in)
			delete(got, ".slipway/platform.schema.json")
			if *update {
				rewrite(t, name, a, got)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got (go test -update writes it):\n%s", diff)
			}
		})
	}
}

func rewrite(t *testing.T, name string, a *txtar.Archive, got map[string]string) {
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return !strings.HasPrefix(f.Name, "in/") })
	for _, path := range differing(got, nil) {
		a.Files = append(a.Files, txtar.File{Name: "out/" + path, Data: []byte(got[path])})
	}
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}
