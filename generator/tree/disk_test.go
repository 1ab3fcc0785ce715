package tree

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder content by path, as tests state and compare it
type content map[string]string

// put writes files below dir.
func put(t testing.TB, dir string, files content) {
	t.Helper()
	for p, data := range files {
		name := filepath.Join(dir, p)
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte(data), 0o644))
	}
}

// get reads everything below dir: files, links as "-> target", and empty folders as "path/".
func get(t testing.TB, dir string) content {
	t.Helper()
	all := content{}
	must(t, filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		rel = filepath.ToSlash(rel)
		switch {
		case e.IsDir():
			if list, _ := os.ReadDir(name); len(list) == 0 {
				all[rel+"/"] = ""
			}
		case e.Type()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(name)
			all[rel] = "-> " + target
		default:
			data, err := os.ReadFile(name)
			must(t, err)
			all[rel] = string(data)
		}
		return nil
	}))
	return all
}

// newTree makes a tree; a path that starts with "seed:" is a seed.
func newTree(t testing.TB, files content) *Tree {
	t.Helper()
	tree := &Tree{}
	for p, data := range files {
		kind := Owned
		if rest, ok := strings.CutPrefix(p, "seed:"); ok {
			p, kind = rest, Seed
		}
		must(t, tree.Add(p, []byte(data), kind))
	}
	return tree
}

func meta() Meta {
	return Meta{
		Slipway:  "v0.1.0",
		Catalogs: []Catalog{{Name: "builtin", Digest: "sha256:0a1b"}},
		Charts:   []Chart{{Repository: "https://charts.example.com", Name: "thing", Version: "v1.2.3"}},
	}
}

func plan(t testing.TB, dir string, tree *Tree, opts Options) *Changes {
	t.Helper()
	if opts.Output == "" {
		opts.Output = "gitops"
	}
	c, err := Plan(dir, tree, meta(), opts)
	must(t, err)
	return c
}

// generate plans and applies, and demands that a second run has nothing to do.
func generate(t testing.TB, dir string, tree *Tree, opts Options) *Changes {
	t.Helper()
	c := plan(t, dir, tree, opts)
	must(t, c.Apply(t.Context()))
	opts.Keep = nil
	if again := plan(t, dir, tree, opts); !again.Empty() {
		t.Errorf("a second run is not empty: %s", summary(again))
	}
	return c
}

// generated returns what is on disk once tree is, without the lock.
func (c content) of(tree *Tree) content {
	for _, f := range tree.Files() {
		c[f.Path] = string(f.Data)
	}
	return c
}

func summary(c *Changes) string {
	var b strings.Builder
	line := func(what string, paths []string) {
		for _, p := range paths {
			b.WriteString(what + " " + p + "\n")
		}
	}
	line("create", c.Create)
	line("update", c.Update)
	line("delete", c.Delete)
	line("seed", c.Seeds)
	for _, e := range c.Edited {
		b.WriteString([]string{"edited", "outdated", "foreign"}[e.Why] + " " + e.Path + "\n")
	}
	line("kept", c.Kept)
	line("left", c.Left)
	return b.String()
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t testing.TB, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("error is %v, want one with %q", err, part)
	}
}
