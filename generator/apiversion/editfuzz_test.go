package apiversion

import (
	"testing"

	"go.yaml.in/yaml/v3"
)

// FuzzEdit: whatever a text is like, it is brought to the current version as it
// is read, once and for all, or not at all; nothing breaks off.
func FuzzEdit(f *testing.F) {
	for _, seed := range []string{
		"spec:\n  profile: a\n  git: # the one\n    address: 'x' # y\n\n# end", "spec: {dns: {domain: d}, branch: b, profile: a}\n",
		"spec:\r\n  dns:\r\n    # why\r\n    domain: |\r\n      d\r\n    ttl: 3\r\n", "spec:\n  clusters:\n  - zone: z # x\n  - &c {name: a, api: x, secret: s}\n  - *c\n",
		"x: &b main\nspec: {branch: *b, delivery: \"rendered\"}\n", "spec:\n  catalogs:\n    # c\n    a: |\n      x\n    b: 1\n  components:\n    x:\n      legacy: 1\n",
		"spec:\n  ? git\n  : address: x\n  repository:\n", "{spec: {clusters: [{zone: 1,\n secret: a # x\n}], catalogs: a}}", "spec:\n  catalogs: \"a\n    b\"\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		root, err := parse(text)
		if err != nil || !bounded(root, 0, new(int)) {
			return
		}
		want := Convert(root, tried())
		out, c, err := Edit(text, tried())
		if err != nil {
			return
		}
		if len(want.Faults) > 0 || len(c.Changes) != len(want.Changes) {
			t.Fatalf("%q was edited to %q: %+v", text, out, want.Faults)
		}
		if after, err := parse(out); err != nil || !same(after, want.Root) {
			t.Fatalf("%q became %q: %v", text, out, err)
		}
		if again, c, err := Edit(out, tried()); err != nil || string(again) != string(out) || len(c.Changes) > 0 {
			t.Fatalf("%q became %q, and then %q (%v)", text, out, again, err)
		}
	})
}

// bounded is what the reader of a platform sees to: aliases add up to little, no
// key is there twice, and keys are words.
func bounded(n *yaml.Node, depth int, seen *int) bool {
	if *seen++; depth > 20 || *seen > 2000 {
		return false
	}
	if n.Kind == yaml.AliasNode {
		return bounded(n.Alias, depth+1, seen)
	}
	keys := map[string]bool{}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if child.Kind != yaml.ScalarNode || child.ShortTag() != "!!str" || keys[child.Value] {
				return false
			}
			keys[child.Value] = true
			continue
		}
		if !bounded(child, depth+1, seen) {
			return false
		}
	}
	return true
}
