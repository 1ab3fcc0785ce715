package load

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPlatformIsSorted: components are sorted by name and their variants by
// theirs, also where one name begins with another.
func TestPlatformIsSorted(t *testing.T) {
	catalog := map[string]string{}
	for _, name := range []string{"a", "a-b", "ab", "a0"} {
		catalog[name] = smallChart(name, "#Config: text: *\"\" | string\n")
	}
	p := smallPlatform(t, catalog, `
  components: {a-b: {}, a: {}, a0: {}, ab: {}}
  groups:
    - {name: a, match: {a: "1"}, components: {a: {config: {text: a}}}}
    - {name: a-b, match: {ab: "1"}, components: {a: {config: {text: ab}}}}
    - {name: a0, match: {a0: "1"}, components: {a: {config: {text: a0}}}}
  clusters:
    - {name: b, role: hub, provider: local}
    - {name: a-b, provider: local, labels: {ab: "1"}}
    - {name: a, provider: local, labels: {a: "1"}}
    - {name: c, provider: local, labels: {a: "1", ab: "1", a0: "1"}, components: {a: {version: 2.0.0}}}
`)
	var got []string
	for _, c := range p.Components {
		for _, v := range c.Variants {
			got = append(got, c.Name+" "+v.Name)
		}
	}
	want := []string{"a base", "a g-a", "a g-a-b", "a g-a0+c-c", "a-b base", "a0 base", "ab base", "argo-cd base"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	got = nil
	for _, c := range p.Clusters {
		got = append(got, c.Name)
	}
	if diff := cmp.Diff([]string{"a", "a-b", "b", "c"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
