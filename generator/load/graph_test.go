package load

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// graphObject is an object of a unit -config, so that a component has two.
const graphConfig = `
resources: settings: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "NAME", namespace: "test"}}
`

// graphCatalog declares components by what they say beside their chart; one
// that begins with + has a second unit.
func graphCatalog(components map[string]string) map[string]string {
	catalog := map[string]string{}
	for name, more := range components {
		if text, two := strings.CutPrefix(more, "+"); two {
			more = text + strings.ReplaceAll(graphConfig, "NAME", name)
		}
		catalog[name] = smallChart(name, more)
	}
	return catalog
}

// graphSpec enables components on a single cluster.
func graphSpec(enabled string) string {
	return fmt.Sprintf("  components: {%s: {}}\n  clusters: [{name: one}]\n", strings.ReplaceAll(enabled, " ", ": {}, "))
}

// graphOf lists the units of a cluster in order, each with its wave and needs.
func graphOf(c *platform.Cluster) []string {
	var out []string
	for _, p := range c.Placements {
		if p.Unit.Name != "argo-cd" {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s: %s", p.Wave, p.Unit.Name, strings.Join(p.Needs, " "))))
		}
	}
	return out
}

func TestGraphWaves(t *testing.T) {
	for _, tt := range []struct {
		name       string
		components map[string]string
		enabled    string
		want       []string
		note       string
	}{
		{"what nothing ties stands side by side", map[string]string{"a": "", "b": ""}, "a b",
			[]string{"0 a:", "0 b:"}, ""},
		{"a second unit waits for the first", map[string]string{"a": "+"}, "a",
			[]string{"0 a:", "1 a-config: a"}, ""},
		{"requires waits for all of its provider", map[string]string{"a": `requires: ["x-x"]`, "b": `+provides: ["x-x"]`}, "a b",
			[]string{"0 b:", "1 b-config: b", "2 a: b-config"}, ""},
		{"requires waits for every provider", map[string]string{"a": `requires: ["x-x"]`, "b": `provides: ["x-x"]`, "c": `provides: ["x-x"]`}, "a b c",
			[]string{"0 b:", "0 c:", "1 a: b c"}, ""},
		{"uses waits for the unit with the provider's CRDs", map[string]string{"a": `uses: ["x-x"]`, "b": `+provides: ["x-x"]`}, "a b",
			[]string{"0 b:", "1 a: b", "1 b-config: b"}, ""},
		{"uses of what is not there", map[string]string{"a": `uses: ["x-x"]`, "b": `+provides: ["x-x"]`}, "a",
			[]string{"0 a:"}, ""},
		{"a wave is the longest way", map[string]string{"a": `requires: ["x-b", "x-c"]`, "b": `provides: ["x-b"], requires: ["x-c"]`, "c": `provides: ["x-c"], uses: ["x-d"]`, "d": `provides: ["x-d"]`},
			"a b c d", []string{"0 d:", "1 c: d", "2 b: c", "3 a: b c"}, ""},
		{"what a component provides itself", map[string]string{"a": `provides: ["x-x"], requires: ["x-x"], uses: ["x-x"]`}, "a",
			[]string{"0 a:"}, ""},
		{"a circle of uses drops the edge that stands last", map[string]string{"a": `provides: ["x-x"], uses: ["x-y"]`, "b": `provides: ["x-y"], uses: ["x-z", "x-x"]`}, "a b",
			[]string{"0 b:", "1 a: b"}, "b does not wait for a, although it uses x-x: they would wait for each other"},
		{"a circle of uses and requires drops the use", map[string]string{"a": `provides: ["x-x"], uses: ["x-y"]`, "b": `provides: ["x-y"], requires: ["x-x"]`}, "a b",
			[]string{"0 a:", "1 b: a"}, "a does not wait for b, although it uses x-y: they would wait for each other"},
		{"a circle of three", map[string]string{"a": `provides: ["x-a"], uses: ["x-b"]`, "b": `provides: ["x-b"], uses: ["x-c"]`, "c": `provides: ["x-c"], uses: ["x-none", "x-a"]`}, "a b c",
			[]string{"0 c:", "1 b: c", "2 a: b"}, "c does not wait for a, although it uses x-a: they would wait for each other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := smallPlatform(t, graphCatalog(tt.components), graphSpec(tt.enabled))
			if diff := cmp.Diff(tt.want, graphOf(p.Cluster("one"))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got := strings.Join(p.Notes, "\n"); got != tt.note {
				t.Errorf("notes:\ngot  %s\nwant %s", got, tt.note)
			}
		})
	}
}

func TestGraphProblems(t *testing.T) {
	for _, tt := range []struct {
		name       string
		components map[string]string
		enabled    string
		want       string
	}{
		{"a missing capability", map[string]string{"a": `requires: ["x-x"]`, "c": `provides: ["x-x"]`, "b": `provides: ["x-x"]`}, "a",
			`platform.yaml:9:19: spec.components.a: requires x-x, which nothing on cluster one provides
    enable b or c`},
		{"a capability that nothing has", map[string]string{"a": `requires: ["x-x"]`}, "a",
			`platform.yaml:9:19: spec.components.a: requires x-x, which nothing on cluster one provides
    enable a component that provides it; no catalog has one`},
		{"a circle of requires", map[string]string{"a": `provides: ["x-a"], requires: ["x-b"]`, "b": `provides: ["x-b"], requires: ["x-c"]`, "c": `+provides: ["x-c"], requires: ["x-a"]`}, "a b c",
			`platform.yaml:9:19: spec.components.a: on cluster one the components need each other in a circle: a → b → c-config → c → a
    disable one of them; a requirement cannot be dropped`},
		{"two of what only one may provide", map[string]string{"a": `provides: ["x-x"], exclusive: ["x-x"]`, "b": `provides: ["x-x"]`}, "a b",
			`platform.yaml:9:19: spec.components.a: x-x is provided by a and b on cluster one; only one may
    disable all but one of them`},
		{"the later one by name says it is the only one", map[string]string{"a": `provides: ["x-x"]`, "b": `provides: ["x-x"], exclusive: ["x-x"]`}, "a b",
			`platform.yaml:9:26: spec.components.b: x-x is provided by a and b on cluster one; only one may
    disable all but one of them`},
		{"a component that cannot stand beside another", map[string]string{"a": `conflicts: ["b"]`, "b": ""}, "a b",
			`platform.yaml:9:19: spec.components.a: cannot stand beside b on cluster one
    disable one of them`},
		{"a capability that it cannot stand beside", map[string]string{"a": `provides: ["x-x"], conflicts: ["x-x"]`, "b": `provides: ["x-x"]`}, "a b",
			`platform.yaml:9:19: spec.components.a: cannot stand beside b on cluster one
    disable one of them`},
		{"a component that provides what bears its name", map[string]string{"a": `conflicts: ["x-b"]`, "x-b": `provides: ["x-b"]`}, "a x-b",
			`platform.yaml:9:19: spec.components.a: cannot stand beside x-b on cluster one
    disable one of them`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := smallError(t, graphCatalog(tt.components), graphSpec(tt.enabled))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestGraphPerCluster: what a unit waits for depends on what else its own
// cluster has, and is always there.
func TestGraphPerCluster(t *testing.T) {
	p := smallPlatform(t, graphCatalog(map[string]string{
		"a": `uses: ["x-x", "x-y"]`, "b": `+provides: ["x-x"]`, "c": `provides: ["x-y"], requires: ["x-x"]`,
	}), `
  components: {a: {}}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: two, provider: local, components: {b: {}}}
    - {name: three, provider: local, components: {b: {}, c: {}}}
    - {name: four, provider: local, components: {a: {enabled: false}, b: {}}}
`)
	for cluster, want := range map[string][]string{
		"hub":   {"0 a:"},
		"two":   {"0 b:", "1 a: b", "1 b-config: b"},
		"three": {"0 b:", "1 b-config: b", "2 c: b-config", "3 a: b c"},
		"four":  {"0 b:", "1 b-config: b"},
	} {
		c := p.Cluster(cluster)
		if diff := cmp.Diff(want, graphOf(c)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", cluster, diff)
		}
		for _, placement := range c.Placements {
			for _, need := range placement.Needs {
				if _, there := c.Unit(need); !there {
					t.Errorf("on %s %s waits for %s, which is not there", cluster, placement.Unit.Name, need)
				}
			}
		}
	}
}
