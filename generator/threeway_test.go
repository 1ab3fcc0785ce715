package generator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/tree"
)

// TestThreeWay: who changed which value since a file was generated.
func TestThreeWay(t *testing.T) {
	const base = "a: 1\nb: 1\nc: 1\nd: {x: 1}\n"
	for name, c := range map[string]struct {
		path, have, want string
		three            *generator.ThreeWay
	}{
		"nothing generated otherwise": {"values.yaml", "a: 2\n", base, nil},
		"no YAML":                     {"README.md", "a: 2\n", "a: 3\n", nil},
		"broken":                      {"values.yaml", "a: {\n", "a: 3\n", nil},
		"each their own": {"values.yaml", "a: 2\nb: 1\nc: 1\nd: {x: 1}\n", "a: 1\nb: 3\nc: 1\nd: {x: 1}\n",
			&generator.ThreeWay{You: diffs("a", 1, 2), Slipway: diffs("b", 1, 3), Conflicts: []generator.Conflict{}}},
		"both, and alike": {"values.yaml", "a: 2\nb: 1\nc: 1\nd: {x: 1}\n", "d: {x: 1}\na: 2\nb: 1\nc: 1\n",
			&generator.ThreeWay{You: diffs(), Slipway: diffs("a", 1, 2), Conflicts: []generator.Conflict{}}},
		"both": {"values.yaml", "a: 2\nb: 1\nc: 1\n", "a: 3\nb: 1\nc: 1\nd: {x: 2}\n",
			&generator.ThreeWay{You: diffs(), Slipway: diffs(), Conflicts: []generator.Conflict{{"a", int64(1), int64(2), int64(3)}, {"d.x", int64(1), nil, int64(2)}}}},
		"in a ConfigMap": {"values.yaml", "a: 1\nb: 1\nc: 9\nd: {x: 1}\n", "kind: ConfigMap\ndata:\n  values.yaml: |\n    a: 1\n    b: 1\n    c: 1\n    d: {x: 1}\n    e: 5\n",
			&generator.ThreeWay{You: diffs("c", 1, 9), Slipway: []generator.ValueDiff{{"ConfigMap: data", nil, map[string]any{}}, {"ConfigMap: kind", nil, "ConfigMap"}, {"e", nil, int64(5)}}, Conflicts: []generator.Conflict{}}},
		"several objects of a kind": {"cluster.yaml",
			"kind: K\nmetadata: {name: b}\nx: 2\n---\nkind: K\nmetadata: {name: c}\nx: 1\n",
			"kind: K\nmetadata: {name: a}\nx: 1\n---\nkind: K\nmetadata: {name: b}\nx: 3\n---\nkind: K\nmetadata: {name: c}\nx: 1\n",
			&generator.ThreeWay{You: diffs(), Slipway: []generator.ValueDiff{{"K a: kind", nil, "K"}, {"K a: metadata.name", nil, "a"}, {"K a: x", nil, int64(1)}},
				Conflicts: []generator.Conflict{{"K b: x", int64(1), int64(2), int64(3)}}}},
	} {
		t.Run(name, func(t *testing.T) {
			base := base
			if c.path == "cluster.yaml" {
				base = "kind: K\nmetadata: {name: b}\nx: 1\n---\nkind: K\nmetadata: {name: c}\nx: 1\n"
			}
			got := generator.ThreeWayOf(tree.Edit{Path: c.path, Base: []byte(base), Have: []byte(c.have), Want: []byte(c.want)})
			if diff := cmp.Diff(c.three, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// diffs is a list of at most one change.
func diffs(change ...any) []generator.ValueDiff {
	if len(change) == 0 {
		return []generator.ValueDiff{}
	}
	return []generator.ValueDiff{{change[0].(string), int64(change[1].(int)), int64(change[2].(int))}}
}
