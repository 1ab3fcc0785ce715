package load

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGraphProblemsNameTheirClusters: what is wrong on several clusters is told
// once, whatever else they have and whoever names the component there.
func TestGraphProblemsNameTheirClusters(t *testing.T) {
	var many strings.Builder
	for i := range 14 {
		fmt.Fprintf(&many, "    - {name: c%02d, provider: local}\n", i)
	}
	for _, tt := range []struct{ name, spec, want string }{
		{"clusters that have different things", `  components: {a: {}}
  clusters:
    - {name: hub, role: hub, provider: local, components: {x: {}}}
    - {name: two, provider: local}
    - {name: three, provider: local, components: {other: {}}}
    - {name: four, provider: local}
`, `platform.yaml:9:19: spec.components.a: requires x-x, which nothing on clusters two, three and four provides
    enable x`},
		{"clusters that name it themselves", `  clusters:
    - {name: hub, role: hub, provider: local, components: {other: {}}}
    - {name: two, provider: local, components: {a: {}}}
    - {name: three, provider: local, components: {a: {}, other: {}}}
`, `platform.yaml:11:52: spec.clusters[1].components.a: requires x-x, which nothing on clusters two and three provides
    enable x`},
		{"many clusters", `  components: {a: {}}
  groups: [{name: g, match: {in: g}, components: {a: {}}}]
  clusters:
    - {name: hub, role: hub, provider: local, components: {x: {}}}
` + many.String(), `platform.yaml:9:19: spec.components.a: requires x-x, which nothing on clusters c00, c01, c02, c03, c04, c05, c06, c07, c08, c09 and 4 more provides
    enable x`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			catalog := graphCatalog(map[string]string{"a": `requires: ["x-x"]`, "x": `provides: ["x-x"]`, "other": ""})
			if diff := cmp.Diff(tt.want, smallError(t, catalog, tt.spec)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestObjectsOfOneClusterDiffer: the same components may hold the same object
// on one cluster and not on another.
func TestObjectsOfOneClusterDiffer(t *testing.T) {
	object := `
#Config: name: *"NAME" | string
objects: one: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: config.name, namespace: "test"}}
`
	catalog := map[string]string{"a": smallFiles("a", strings.ReplaceAll(object, "NAME", "a")), "b": smallFiles("b", strings.ReplaceAll(object, "NAME", "b"))}
	got := smallError(t, catalog, `
  components: {a: {}, b: {}}
  groups: [{name: same, match: {in: same}, components: {a: {config: {name: b}}}}]
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: first, provider: local}
    - {name: two, provider: local, labels: {in: same}}
    - {name: three, provider: local, labels: {in: same}, components: {a: {}}}
`)
	want := `platform.yaml:10:26: spec.components.b: ConfigMap test/b is an object of a and of b on clusters two and three
    rename it in one of them, or disable one`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
