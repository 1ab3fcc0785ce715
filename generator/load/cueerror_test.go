package load

import (
	"flag"
	"os"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var updateCases = flag.Bool("update", false, "write what is said into testdata/config")

// TestCUEProblems checks a config against a schema as components have them:
// testdata/config/cases.txtar holds for each case the config, what cueCheck says
// of it and, where that differs, what cueProblems can tell from the error alone.
func TestCUEProblems(t *testing.T) {
	schemaText, err := os.ReadFile("testdata/config/schema.cue")
	if err != nil {
		t.Fatal(err)
	}
	const name = "testdata/config/cases.txtar"
	cases, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	ctx := newContext()
	schema := ctx.CompileBytes(schemaText).LookupPath(cue.ParsePath("#Config"))
	if err := schema.Err(); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases.Files {
		config, want, _ := strings.Cut(string(c.Data), "---\n")
		src, ps := yamlRead("c", []byte(config))
		if len(ps) > 0 {
			t.Fatal(c.Name, ps)
		}
		value := ctx.Encode(yamlValue(src.root))
		got := ""
		if err := schema.Unify(value).Validate(cue.Concrete(true), cue.Final()); err != nil {
			full := cueCheck{schema: schema, value: value, strip: 1, at: src.at, text: src.text}.problems(err).Error()
			got = full + "\n"
			if alone := cueProblems(err, schema, 1, nil, src.at).Error(); alone != full {
				got += "--- from the error alone\n" + alone + "\n"
			}
		}
		if *updateCases {
			cases.Files[i].Data = []byte(config + "---\n" + got)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got (go test -update writes it):\n%s", c.Name, diff)
		}
	}
	if *updateCases {
		if err := os.WriteFile(name, txtar.Format(cases), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCUEProblemsPartial makes sure that one of several layers need not have
// what another may give.
func TestCUEProblemsPartial(t *testing.T) {
	ctx := newContext()
	schema := ctx.CompileString("#C: {a!: string, b: int, c?: 1 | 2}").LookupPath(cue.ParsePath("#C"))
	value := ctx.CompileString("{c: 3}")
	err := schema.Unify(value).Validate()
	if err == nil {
		t.Fatal("no error")
	}
	src, _ := yamlRead("c", []byte("c: 3\n"))
	got := cueCheck{schema: schema, value: value, strip: 1, partial: true, prefix: nil, at: src.at}.problems(err).Error()
	if want := "c:1:4: c: must be one of 1, 2 (got number 3)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
