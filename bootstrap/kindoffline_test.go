package bootstrap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestWhatAKindLabLacks: images that the engine does not have are told, and pulled
// once each; a cluster that was made lacks nothing.
func TestWhatAKindLabLacks(t *testing.T) {
	bin, state := t.TempDir(), t.TempDir()
	has := filepath.Join(bin, "has")
	script := `#!/bin/sh
case "$1 $2" in
"ps --quiet") ;;
"image inspect") grep -qx "$3" ` + has + ` ;;
"pull "*) echo "$2" >> ` + has + ` ;;
*) echo "what is $*?" >&2; exit 1 ;;
esac
`
	for name, text := range map[string]string{"docker": script, "has": "node:1\n"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	variant := &platform.Variant{Images: []string{"web:1", "web:2"}}
	variant.Units = []*platform.Unit{{Name: "web", Variant: variant}}
	cluster := func(name, image string, preload bool) *platform.Cluster {
		c := &platform.Cluster{Name: name, Provider: "kind", Kind: &platform.Kind{Image: image}, Placements: []platform.Placement{{Unit: variant.Units[0]}}}
		c.Kind.Preload.Components = preload
		return c
	}
	opts := Options{StateDir: state, Getenv: func(string) string { return "docker" }, UI: silentUI{},
		Platform: &platform.Platform{Name: "acme", Clusters: []*platform.Cluster{cluster("one", "node:1", true), cluster("two", "node:2", false), cluster("made", "node:3", false)}}}
	made := filepath.Join(state, "clusters", "made")
	if err := os.MkdirAll(made, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(made, "kubeconfig"), nil, 0o600); err != nil {
		t.Fatal(err)
	}

	lacking := func() (out []string) {
		t.Helper()
		lacks, err := LabLacks(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lacks {
			out = append(out, l.What)
		}
		return out
	}
	pulls := "the images of components on cluster two, which its nodes would pull"
	if diff := cmp.Diff([]string{pulls, "image node:2", "image web:1", "image web:2"}, lacking()); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
	if n, err := LabPrefetch(t.Context(), opts); n != 3 || err != nil {
		t.Errorf("%d were fetched (%v)", n, err)
	}
	if diff := cmp.Diff([]string{pulls}, lacking()); diff != "" {
		t.Errorf("after prefetch (- want, + got)\n%s", diff)
	}
	if text, err := os.ReadFile(has); err != nil || string(text) != "node:1\nnode:2\nweb:1\nweb:2\n" {
		t.Errorf("the engine has\n%s (%v)", text, err)
	}
	if err := os.WriteFile(filepath.Join(bin, "docker"), []byte(strings.Replace(script, `echo "$2" >>`, `echo "no route to host" >&2; exit 1; :`, 1)), 0o700); err != nil {
		t.Fatal(err)
	}
	opts.Platform.Clusters[0].Kind.Image = "node:9"
	if _, err := LabPrefetch(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "pull image node:9") || !strings.Contains(err.Error(), "no route to host") {
		t.Errorf("got %v", err)
	}
}

// silentUI shows nothing.
type silentUI struct{}

func (silentUI) Step(int, int, string) StepUI { return silentUI{} }
func (silentUI) Note(string, ...any)          {}
func (silentUI) Waiting(string)               {}
func (silentUI) End(string, error)            {}

// TestWhatTheAgentFetchesIsNotHere: a chart that is in Git as a reference is got by
// the agent, whatever this machine has.
func TestWhatTheAgentFetchesIsNotHere(t *testing.T) {
	chart := &platform.Unit{Name: "web", Chart: &platform.Chart{Repository: "https://charts.example.com", Name: "web", Version: "1.0.0"}}
	p := &platform.Platform{Delivery: "charts", Clusters: []*platform.Cluster{{Name: "one", Placements: []platform.Placement{{Unit: chart}, {Unit: &platform.Unit{Name: "sample"}}}}, {Name: "two", Placements: []platform.Placement{{Unit: chart}}}}}
	if got := agentFetches(p); len(got) != 1 || got[0].What != "what the agent fetches by itself for web" || !strings.Contains(got[0].Mend, "delivery: manifests") {
		t.Errorf("got %v", got)
	}
	p.Delivery = "manifests"
	if got := agentFetches(p); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
