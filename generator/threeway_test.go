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
		"broken": {"values.yaml", "a: {\nb: 1\nc: 1\nd: {x: 1}\n", "a: 1\nb: 1\nc: 3\nd: {x: 1}\n",
			&generator.ThreeWay{You: lines("line 1", "a: 1", "a: {"), Slipway: lines("line 3", "c: 1", "c: 3"), Conflicts: []generator.Conflict{}}},
		"lines of a text": {"README.md", "first\na: 1\nb: 1\nc: 1\nd: {x: 1}", "a: 1\nb: 1\n",
			&generator.ThreeWay{You: lines("after line 0", nil, "first"), Slipway: diffs(), Conflicts: []generator.Conflict{{"lines 3 to 4", "c: 1\nd: {x: 1}", "c: 1\nd: {x: 1}", nil}}}},
		"the same lines": {"README.md", "a: 1\nc: 1\nd: {x: 1}\n", "a: 1\nc: 1\nd: {x: 1}\nlast\n",
			&generator.ThreeWay{You: diffs(), Slipway: []generator.ValueDiff{{"line 2", "b: 1", nil}, {"after line 4", nil, "last"}}, Conflicts: []generator.Conflict{}}},
		"lines beside each other": {"README.md", "a: 2\nb: 1\nc: 1\nd: {x: 1}\n", "a: 1\nb: 2\nc: 1\nd: {x: 1}\n",
			&generator.ThreeWay{You: diffs(), Slipway: diffs(), Conflicts: []generator.Conflict{{"lines 1 to 2", "a: 1\nb: 1", "a: 2\nb: 1", "a: 1\nb: 2"}}}},
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

// lines is a list of one change of a text.
func lines(where string, from, to any) []generator.ValueDiff {
	return []generator.ValueDiff{{Path: where, From: from, To: to}}
}

// diffs is a list of at most one change.
func diffs(change ...any) []generator.ValueDiff {
	if len(change) == 0 {
		return []generator.ValueDiff{}
	}
	return []generator.ValueDiff{{change[0].(string), int64(change[1].(int)), int64(change[2].(int))}}
}
