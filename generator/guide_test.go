package generator_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestGuide compares AGENTS.md with testdata/guide.
func TestGuide(t *testing.T) {
	for name, p := range map[string]*platform.Platform{
		"argocd-hub-charts":          {Name: "acme", Agent: "argocd", Topology: "hub", Delivery: "charts", Repository: platform.Repository{Branch: "main"}},
		"flux-standalone-manifests":  {Name: "edge", Agent: "flux", Topology: "standalone", Delivery: "manifests", Repository: platform.Repository{Branch: "trunk"}},
		"sveltos-hub-with-manifests": {Name: "acme", Agent: "sveltos", Topology: "hub", Delivery: "manifests", Repository: platform.Repository{Branch: "main"}},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := generator.Guide(sources(t), t.TempDir(), p)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "guide", name+".md")
			if flag.Lookup("update").Value.String() == "true" {
				if err := generator.WriteFile(generator.NewFile{Path: golden, Data: f.Data, Mode: 0o644}, true); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), string(f.Data)); diff != "" {
				t.Errorf("run with -update after looking at this:\n%s", diff)
			}
		})
	}
}

// TestUntouched: a guide is Slipway's only as Slipway wrote it.
func TestUntouched(t *testing.T) {
	dir := t.TempDir()
	p := &platform.Platform{Name: "acme", Agent: "flux", Topology: "hub", Repository: platform.Repository{Branch: "main"}}
	f, err := generator.Guide(sources(t), dir, p)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{"": nil, string(f.Data): {"AGENTS.md"}, string(f.Data) + "Ask Robin.\n": nil} {
		if text != "" {
			write(t, dir, "AGENTS.md", text)
		}
		got, err := generator.Untouched(sources(t), dir, p)
		if err != nil || !slices.Equal(got, want) && text != "" {
			t.Errorf("%.20q: %v, %v", text, got, err)
		}
	}
}
