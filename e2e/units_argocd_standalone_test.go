package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAUnitWithHalfItsDefinitionIsLeftOut: what is listed and what is there may
// be of two commits for a moment; that must neither fail nor touch other units.
func TestAUnitWithHalfItsDefinitionIsLeftOut(t *testing.T) {
	dir := unpack(t, filepath.Join("..", "generator", "testdata", "standalone.txtar"))
	all := slices.Collect(maps.Keys(unitsOf(t, dir, "eu-1")))
	for name, change := range map[string]struct{ from, to string }{
		"no definition": {"  - components/reloader/g-eu/units.yaml\n", ""},
		"no wave":       {"  reloader: {wave: 0}\n", ""},
	} {
		file := filepath.Join(dir, "gitops", "clusters", "eu-1", "cluster.yaml")
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), change.from) {
			t.Fatalf("%s does not hold %q: %v", file, change.from, err)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), change.from, change.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		got := unitsOf(t, dir, "eu-1")
		if len(got) != len(all)-1 || got["eu-1.reloader"] != nil {
			t.Errorf("%s: got %v", name, slices.Sorted(maps.Keys(got)))
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestARootListsWhatItsClusterLists: in topology standalone the parent stands in
// the cluster's root, and an ApplicationSet makes it elsewhere.
func TestARootListsWhatItsClusterLists(t *testing.T) {
	dir := unpack(t, filepath.Join("..", "generator", "testdata", "standalone.txtar"))
	for _, c := range load(t, dir).Clusters {
		var want []any
		own := "clusters/" + c.Name + "/cluster.yaml"
		for _, f := range append(readYAML(t, dir, own)["files"].([]any), own) {
			want = append(want, "/platforms/acme/gitops/"+f.(string))
		}
		data, err := os.ReadFile(filepath.Join(dir, "gitops", "clusters", c.Name, "root.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		var parent map[string]any
		for _, o := range documents(t, data) {
			if identity(o) == "Application/argocd/"+c.Name {
				parent = o
			}
		}
		source, _ := parent["spec"].(map[string]any)["source"].(map[string]any)
		if diff := cmp.Diff(want, source["helm"].(map[string]any)["valueFiles"]); diff != "" {
			t.Errorf("%s:\n%s", c.Name, diff)
		}
	}
}
