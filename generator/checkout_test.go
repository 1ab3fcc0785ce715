package generator_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/bootstrap/charttest"
	"github.com/slipway-platform/slipway/generator"
)

// TestACheckoutWithCRLFComesToTheSame: where Git turns the ends of lines into
// CRLF, as it does on Windows, the same repository comes out, byte for byte, and
// what was generated does not count as edited.
func TestACheckoutWithCRLFComesToTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it renders every golden tree twice more")
	}
	eachGolden(t, func(t *testing.T, files []txtar.File) {
		dir := t.TempDir()
		for _, f := range files {
			write(t, dir, f.Name, string(f.Data))
		}
		src := charttest.WithCharts(t, sources(t), dir)
		want := renderedFrom(t, src, dir)
		planned(t, src, dir, true)
		// charts/ stands for what is fetched: archives, which Git does not touch.
		if err := os.RemoveAll(filepath.Join(dir, "charts")); err != nil {
			t.Fatal(err)
		}
		checkOutWithCRLF(t, dir)
		if diff := cmp.Diff(want, renderedFrom(t, src, dir)); diff != "" {
			t.Errorf("of CRLF comes something else:\n%s", diff)
		}
		planned(t, src, dir, false)
		write(t, dir, "gitops/README.md", "mine\r\n")
		if c, err := generator.Plan(src, dir, generator.Options{}); err != nil || len(c.Edited) != 1 {
			t.Errorf("an edit is not noticed among CRLF: %v, %v", c, err)
		}
	})
}

// planned holds the plan to be empty, after it is applied where that is asked for.
func planned(t *testing.T, src generator.Sources, dir string, apply bool) {
	t.Helper()
	c, err := generator.Plan(src, dir, generator.Options{})
	if err == nil && apply {
		if err = c.Apply(t.Context()); err == nil {
			c, err = generator.Plan(src, dir, generator.Options{})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if !c.Empty() {
		t.Errorf("create %v, update %v, delete %v, edited %v", c.Create, c.Update, c.Delete, c.Edited)
	}
}

// checkOutWithCRLF gives every file in a folder the ends of lines that Git's
// autocrlf gives it.
func checkOutWithCRLF(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, withCRLF(data), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func withCRLF(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")) }

// TestTextOfSeveralLinesWithCRLF: CUE refuses CRLF in such strings, and in YAML it
// is one end of a line.
func TestTextOfSeveralLinesWithCRLF(t *testing.T) {
	inputs := map[string]string{
		"platform.cue": `apiVersion: "slipway.dev/v1alpha1"
kind: "Platform"
metadata: name: "acme"
spec: {
	agent:  "flux"
	domain: "platform.example.com"
	repository: url: "https://git.example.com/acme/platform.git"
	components: {
		reloader: {}
		sample: config: message: """
			one
			two
			"""
	}
	clusters: [{name: "hub"}]
}
`,
		"overrides/reloader.yaml": "block: |\n  one\n  two\nfolded: >-\n  one\n  two\nquoted: \"one\n  two \\\n  three\"\nplain: one\n  two\n",
	}
	unix, windows := t.TempDir(), t.TempDir()
	for name, text := range inputs {
		write(t, unix, name, text)
		write(t, windows, name, string(withCRLF([]byte(text))))
	}
	if diff := cmp.Diff(rendered(t, unix), rendered(t, windows)); diff != "" {
		t.Error(diff)
	}
}

// eachGolden runs a test for what users wrote of each golden tree.
func eachGolden(t *testing.T, run func(t *testing.T, files []txtar.File)) {
	t.Helper()
	eachTree(t, func(t *testing.T, _ string, archive *txtar.Archive) {
		var files []txtar.File
		for _, f := range archive.Files {
			if path, ok := strings.CutPrefix(f.Name, "in/"); ok {
				files = append(files, txtar.File{Name: path, Data: f.Data})
			}
		}
		run(t, files)
	})
}
