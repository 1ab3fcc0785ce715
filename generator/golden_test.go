package generator_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/charttest"
)

// TestGoldenTrees compares whole repositories: each testdata/*.txtar holds the
// user's files below in/ and what comes out below out/.
func TestGoldenTrees(t *testing.T) {
	update := flag.Lookup("update").Value.String() == "true"
	eachTree(t, func(t *testing.T, name string, archive *txtar.Archive) {
		dir, want := t.TempDir(), map[string]string{}
		var in []txtar.File
		for _, f := range archive.Files {
			if path, ok := strings.CutPrefix(f.Name, "in/"); ok {
				write(t, dir, path, string(f.Data))
				in = append(in, f)
			} else {
				want[strings.TrimPrefix(f.Name, "out/")] = string(f.Data)
			}
		}
		got := renderedFrom(t, charttest.WithCharts(t, sources(t), dir), dir)
		delete(got, ".slipway/platform.schema.json") // long, and not the platform's own
		if update {
			archive.Files = append(in, outFiles(got)...)
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("run with -update after looking at this:\n%s", diff)
		}
	})
}

// eachTree runs a test for each golden tree, by the name of its file.
func eachTree(t *testing.T, run func(t *testing.T, name string, archive *txtar.Archive)) {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no golden trees", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			run(t, name, archive)
		})
	}
}

func outFiles(files map[string]string) []txtar.File {
	var out []txtar.File
	for _, path := range sortedKeys(files) {
		out = append(out, txtar.File{Name: "out/" + path, Data: []byte(files[path])})
	}
	return out
}
