package generator_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/problem"
)

// wrongInputs is how many the corpus has at least.
const wrongInputs = 150

// wrongWant is the file of a case that holds what the program says.
const wrongWant = "want"

// TestWrongInputs reads the corpus testdata/wrong/AREA/NAME.txtar: the user's files
// and, under want, all that is said of them. A file NAME.quoted is NAME as a string
// of Go: that is how one holds what no text file may.
func TestWrongInputs(t *testing.T) {
	names, err := filepath.Glob("testdata/wrong/*/*.txtar")
	if err != nil || len(names) < wrongInputs {
		t.Errorf("the corpus has %d wrong inputs, and not %d (%v)", len(names), wrongInputs, err)
	}
	src := sources(t)
	src.Providers = []string{"existing", "kind", "local"}
	for _, name := range names {
		area, _ := filepath.Rel("testdata/wrong", filepath.Dir(name))
		t.Run(area+"/"+strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			tryWrong(t, src, name)
		})
	}
}

func tryWrong(t *testing.T, src generator.Sources, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir, want := t.TempDir(), ""
	var in []txtar.File
	for _, f := range archive.Files {
		if f.Name == wrongWant {
			want = string(f.Data)
			continue
		}
		in = append(in, f)
		file, text := unquoted(t, f)
		write(t, dir, file, text)
	}
	got := saidOf(t, src, dir)
	for _, noise := range []string{"disjunction", "out of bound", "%!", "_|_", dir} {
		if strings.Contains(got, noise) {
			t.Errorf("says %q:\n%s", noise, got)
		}
	}
	if flag.Lookup("update").Value.String() == "true" {
		archive.Files = append(in, txtar.File{Name: wrongWant, Data: []byte(got)})
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("run with -update after looking at this (- want, + got):\n%s", diff)
	}
}

func unquoted(t *testing.T, f txtar.File) (name, text string) {
	name, quoted := strings.CutSuffix(f.Name, ".quoted")
	if !quoted {
		return name, string(f.Data)
	}
	text, err := strconv.Unquote(strings.TrimSpace(string(f.Data)))
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return name, text
}

// saidOf is what validate says of a folder and, where it finds nothing, generate.
func saidOf(t *testing.T, src generator.Sources, dir string) string {
	p, err := generator.Load(src, dir)
	if err == nil {
		_, err = generator.PlanPlatform(src, dir, p, generator.Options{})
	}
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	var problems problem.Problems
	if errors.As(err, &problems) {
		return problems.Error() + "\n"
	}
	return "error: " + strings.TrimRight(err.Error(), "\n") + "\n"
}
