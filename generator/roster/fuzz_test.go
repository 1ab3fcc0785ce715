package roster

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// seeds are the lists of testdata that are of a format.
func seeds(f *testing.F, format string) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if a.Files[0].Name == format || format == "" {
			f.Add(a.Files[0].Data)
		}
	}
}

// holds reads a text twice: it comes to the same, each row has a line of the text,
// and a row that can be taken has a name.
func holds(t *testing.T, data []byte, opts Options) {
	l, err := Read(data, opts)
	again, errAgain := Read(data, opts)
	if told(l, err) != told(again, errAgain) {
		t.Fatalf("%q comes to\n%s\nand then to\n%s", data, told(l, err), told(again, errAgain))
	}
	if err != nil {
		return
	}
	lines := strings.Count(strings.ReplaceAll(string(data), "\r", "\n"), "\n") + strings.Count(string(data), "\u2028") + strings.Count(string(data), "\u2029") + strings.Count(string(data), "\u0085") + 1
	for _, r := range l.Rows {
		if r.Line < 1 || r.Line > lines {
			t.Errorf("%q: a row in line %d of %d", data, r.Line, lines)
		}
		if r.Cluster.Name == "" && r.Wrong+r.Passed == "" {
			t.Errorf("%q: a row without a name, line %d", data, r.Line)
		}
	}
}

func FuzzGuessed(f *testing.F) {
	seeds(f, "")
	f.Fuzz(func(t *testing.T, data []byte) { holds(t, data, Options{}) })
}

func FuzzCSV(f *testing.F) {
	seeds(f, "csv")
	f.Fuzz(func(t *testing.T, data []byte) { holds(t, data, Options{Format: "csv"}) })
}

func FuzzJSON(f *testing.F) {
	seeds(f, "json")
	f.Fuzz(func(t *testing.T, data []byte) { holds(t, data, Options{Format: "json"}) })
}

func FuzzKubeconfig(f *testing.F) {
	seeds(f, "kubeconfig")
	f.Fuzz(func(t *testing.T, data []byte) { holds(t, data, Options{Format: "kubeconfig"}) })
}

func FuzzClusterAPI(f *testing.F) {
	seeds(f, "capi")
	f.Fuzz(func(t *testing.T, data []byte) { holds(t, data, Options{Format: "capi"}) })
}

func FuzzOutputs(f *testing.F) {
	seeds(f, "tofu")
	f.Fuzz(func(t *testing.T, data []byte) { holds(t, data, Options{Format: "tofu"}) })
}
