package generator_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// ciCases are platforms whose checks differ.
func ciCases() map[string]struct {
	platform *platform.Platform
	program  render.Program
} {
	type c = struct {
		platform *platform.Platform
		program  render.Program
	}
	of := func(folder, branch, delivery string) *platform.Platform {
		return &platform.Platform{Name: "acme", Delivery: delivery, Repository: platform.Repository{Branch: branch, Path: folder}}
	}
	own := of("teams/acme", "trunk", "manifests")
	own.Catalogs = []platform.Catalog{{Name: "builtin"}, {Name: "./catalog"}, {Name: "oci://registry.example.com/catalogs/acme:1.2.3"}}
	return map[string]c{
		"charts":    {of("", "main", "charts"), render.Program{Version: "v1.2.3", Commit: strings.Repeat("0123456789", 4)}},
		"manifests": {own, render.Program{Version: "v1.2.3"}},
	}
}

// TestCIFiles compares the checks with testdata/ci, which make lint reads too.
func TestCIFiles(t *testing.T) {
	update := flag.Lookup("update").Value.String() == "true"
	for name, c := range ciCases() {
		t.Run(name, func(t *testing.T) {
			golden, err := filepath.Abs(filepath.Join("testdata", "ci", name))
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(golden, filepath.FromSlash(c.platform.Repository.Path))
			files, err := generator.CI(sources(t), dir, c.platform, c.program, generator.CINames())
			if err != nil || len(files) != len(generator.CINames()) {
				t.Fatal(files, err)
			}
			for _, f := range files {
				if update {
					if err := generator.WriteFile(f, true); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(f.Path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), string(f.Data)); diff != "" {
					t.Errorf("run with -update after looking at this:\n%s", diff)
				}
			}
		})
	}
}

// expression is what a forge puts into a text before anything reads it.
var expression = regexp.MustCompile(`\$\{\{[^}]*\}\}`)

// TestCIFilesAreSafe: they parse, pin what they run by commit, and put nothing that somebody else wrote into a shell.
func TestCIFilesAreSafe(t *testing.T) {
	for name, c := range ciCases() {
		files, err := generator.CI(sources(t), "/r/"+c.platform.Repository.Path, c.platform, c.program, generator.CINames())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f.Path, ".yml") {
				if f.Mode&0o111 == 0 {
					t.Errorf("%s cannot be run", f.Path)
				}
				continue
			}
			var doc map[string]any
			if err := yaml.Unmarshal(f.Data, &doc); err != nil {
				t.Errorf("%s %s: %v", name, f.Path, err)
			}
			for _, s := range values(doc, "run", "script", "before_script") {
				if found := expression.FindString(s); found != "" {
					t.Errorf("%s: %s reaches a shell", f.Path, found)
				}
			}
			for _, s := range values(doc, "uses") {
				_, at, _ := strings.Cut(s, "@")
				if own := strings.Contains(s, "slipway-platform/slipway@"); !commitID.MatchString(at) && (!own || c.program.Commit != "") {
					t.Errorf("%s: %s is pinned by no commit", f.Path, s)
				}
			}
		}
	}
}

var commitID = regexp.MustCompile(`^[0-9a-f]{40}$`)

// values are the texts below keys, at any depth.
func values(v any, keys ...string) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for k, inside := range v {
			for _, key := range keys {
				if text, ok := inside.(string); ok && k == key {
					out = append(out, text)
				}
				if list, ok := inside.([]any); ok && k == key {
					for _, item := range list {
						out = append(out, item.(string))
					}
				}
			}
			out = append(out, values(inside, keys...)...)
		}
	case []any:
		for _, inside := range v {
			out = append(out, values(inside, keys...)...)
		}
	}
	return out
}

// TestCIIsRefused: where the root of the repository is not known, and where a file is the user's.
func TestCIIsRefused(t *testing.T) {
	c := ciCases()["manifests"]
	_, err := generator.CI(sources(t), t.TempDir(), c.platform, c.program, []string{"github"})
	if err == nil || !strings.Contains(err.Error(), "spec.repository.path is teams/acme, but this folder is ") {
		t.Error(err)
	}
	f := generator.NewFile{Path: filepath.Join(t.TempDir(), "a", "b.sh"), Data: []byte("one"), Mode: 0o755}
	if err := generator.Absent([]generator.NewFile{f}); err != nil {
		t.Error(err)
	}
	if err := generator.WriteFile(f, false); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{generator.WriteFile(f, false), generator.Absent([]generator.NewFile{f})} {
		if err == nil || !strings.Contains(err.Error(), "b.sh exists already; replace it with --force") {
			t.Error(err)
		}
	}
	if info, err := os.Stat(f.Path); err != nil || info.Mode().Perm() != fs.FileMode(0o755) {
		t.Error(info, err)
	}
}
