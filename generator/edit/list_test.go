package edit

import (
	"strings"
	"testing"
)

// TestAppend adds one item and changes nothing else, however the list is written.
func TestAppend(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"flow":           {"spec:\n  l: [a]   # why\n  b: 1\n", "spec:\n  l: [a, ./c]   # why\n  b: 1\n"},
		"flow, spaced":   {"spec:\n  l: [ a , 'b' ]\n", "spec:\n  l: [ a , 'b', ./c ]\n"},
		"flow, lines":    {"spec:\n  l: [\n    a,\n    b\n  ]\n", "spec:\n  l: [\n    a,\n    b, ./c\n  ]\n"},
		"block":          {"spec:\n  l:\n    - a\n    - b # why\n  b: 1\n", "spec:\n  l:\n    - a\n    - b # why\n    - ./c\n  b: 1\n"},
		"block, flush":   {"spec:\n  l:\n  - a\n  b: 1\n", "spec:\n  l:\n  - a\n  - ./c\n  b: 1\n"},
		"no end of line": {"spec:\n  l:\n    - a", "spec:\n  l:\n    - a\n    - ./c"},
		"CRLF":           {"spec:\r\n  l:\r\n    - é\r\n  b: 1\r\n", "spec:\r\n  l:\r\n    - é\r\n    - ./c\r\n  b: 1\r\n"},
		"all in flow":    {"{spec: {l: [a], b: é}}", "{spec: {l: [a, ./c], b: é}}"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Append([]byte(c.text), "./c", "spec", "l")
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%q (%v)\nwant\n%q", got, err, c.want)
			}
		})
	}
}

func TestAppendRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing there":  {"spec:\n  a: 1\n", "there is no spec.l"},
		"no list":        {"spec:\n  l: a\n", "2:6: spec.l: add it yourself"},
		"an empty list":  {"spec:\n  l: []\n", "2:6: spec.l: add it yourself"},
		"lists of lists": {"spec:\n  l: [[a]]\n", "2:6: spec.l: add it yourself"},
		"shared":         {"x: &x [a]\nspec:\n  l: *x\n", "add it yourself"},
		"shared by it":   {"spec:\n  l: &x [a]\n  b: *x\n", "add it yourself"},
		"no YAML":        {"spec: [", "read YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Append([]byte(c.text), "./c", "spec", "l")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestInsert puts a line below another, as deep as that.
func TestInsert(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"in the middle":  {"spec:\n  a: b   # why\n  c: 1\n", "spec:\n  a: b   # why\n  l: [x, y]\n  c: 1\n"},
		"at the end":     {"spec:\n    a: \"b\"", "spec:\n    a: \"b\"\n    l: [x, y]"},
		"CRLF":           {"spec:\r\n  a: b\r\n  c: 1\r\n", "spec:\r\n  a: b\r\n  l: [x, y]\r\n  c: 1\r\n"},
		"value below":    {"spec:\n  a:\n    b\n  c: 1\n", "spec:\n  a:\n    b\n  l: [x, y]\n  c: 1\n"},
		"others' before": {"a: b\nspec:\n  a: b\n", "a: b\nspec:\n  a: b\n  l: [x, y]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Insert([]byte(c.text), "l", "[x, y]", "spec", "a")
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%q (%v)\nwant\n%q", got, err, c.want)
			}
		})
	}
	for name, c := range map[string]struct{ text, want string }{
		"in flow":      {"spec: {a: b}\n", "1:11: spec.a: add it yourself"},
		"a block":      {"spec:\n  a: |\n    b\n", "2:6: spec.a: add it yourself"},
		"there is one": {"spec:\n  a: b\n  l: [z]\n", "add it yourself"},
		"no neighbour": {"spec:\n  b: 1\n", "there is no spec.a"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Insert([]byte(c.text), "l", "[x, y]", "spec", "a")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
