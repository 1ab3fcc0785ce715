package load

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var updateBad = flag.Bool("update-bad", false, "write what readInput says into testdata/bad")

const badWant = "want"

// badCases reads testdata/bad: the user's files and, under want, what
// readInput says of them.
func badCases(t testing.TB) map[string]*txtar.Archive {
	names, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	cases := map[string]*txtar.Archive{}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		cases[name] = a
	}
	return cases
}

func badFiles(a *txtar.Archive) (files fstest.MapFS, want string) {
	files = fstest.MapFS{}
	for _, f := range a.Files {
		if f.Name == badWant {
			want = string(f.Data)
			continue
		}
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files, want
}

func TestReadInputBad(t *testing.T) {
	for name, a := range badCases(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			files, want := badFiles(a)
			_, ps := inputTestRead(files)
			got := ps.Error() + "\n"
			if *updateBad {
				writeBad(t, name, a, got)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got (go test -update-bad writes it):\n%s", diff)
			}
			for _, noise := range []string{"disjunction", "out of bound", "%!", "#", "_|_"} {
				if strings.Contains(got, noise) {
					t.Errorf("says %q:\n%s", noise, got)
				}
			}
		})
	}
}

func writeBad(t *testing.T, name string, a *txtar.Archive, got string) {
	var files []txtar.File
	for _, f := range a.Files {
		if f.Name != badWant {
			files = append(files, f)
		}
	}
	a.Files = append(files, txtar.File{Name: badWant, Data: []byte(got)})
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}
