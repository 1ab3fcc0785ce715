package edit

import (
	"strings"
	"testing"
)

// TestPut adds one entry and changes nothing else, however the map is written.
func TestPut(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"flow":            {"spec:\n  m: {a: {}}   # why\n  b: 1\n", "spec:\n  m: {a: {}, k: {v: 1}}   # why\n  b: 1\n"},
		"flow, empty":     {"spec:\n  m: {}\n", "spec:\n  m: {k: {v: 1}}\n"},
		"flow, lines":     {"spec:\n  m: {\n    a: {b: \"}\"},\n  }\n", "spec:\n  m: {\n    a: {b: \"}\"}, k: {v: 1}\n  }\n"},
		"all in flow":     {"{spec: {m: {a: 'it''s }'}, b: é}}", "{spec: {m: {a: 'it''s }', k: {v: 1}}, b: é}}"},
		"block":           {"spec:\n  m:\n    a: {}\n    b:\n      c: 1 # why\n\n  # of d\n  d: 1\n", "spec:\n  m:\n    a: {}\n    b:\n      c: 1 # why\n    k: {v: 1}\n\n  # of d\n  d: 1\n"},
		"block, a text":   {"spec:\n  m:\n    a: |\n      x\n\n      y\n  d: 1\n", "spec:\n  m:\n    a: |\n      x\n\n      y\n    k: {v: 1}\n  d: 1\n"},
		"block, a list":   {"spec:\n  m:\n    a:\n      - 1\n      - 2\n", "spec:\n  m:\n    a:\n      - 1\n      - 2\n    k: {v: 1}\n"},
		"block, dashes":   {"spec:\n  m:\n    a:\n    - b: 1\n      c: 2\n    - 2\n  # of d\n  d: 1\n", "spec:\n  m:\n    a:\n    - b: 1\n      c: 2\n    - 2\n    k: {v: 1}\n  # of d\n  d: 1\n"},
		"no end of line":  {"spec:\n  m:\n    a: {}", "spec:\n  m:\n    a: {}\n    k: {v: 1}"},
		"CRLF":            {"spec:\r\n  m:\r\n    é: {}\r\n  b: 1\r\n", "spec:\r\n  m:\r\n    é: {}\r\n    k: {v: 1}\r\n  b: 1\r\n"},
		"nothing in it":   {"spec:\n  m:\n  b: 1\n", "spec:\n  m:\n    k: {v: 1}\n  b: 1\n"},
		"nothing, at end": {"spec:\n  m: # yet", "spec:\n  m: # yet\n    k: {v: 1}"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Put([]byte(c.text), "k", "{v: 1}", "spec", "m")
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%q (%v)\nwant\n%q", got, err, c.want)
			}
		})
	}
}

func TestPutRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing there":        {"spec:\n  a: 1\n", "there is no spec.m"},
		"no map":               {"spec:\n  m: a\n", "2:6: spec.m: add it yourself"},
		"there already":        {"spec:\n  m: {k: 1}\n", "2:6: spec.m: add it yourself"},
		"there in a block":     {"spec:\n  m:\n    k: 1\n", "add it yourself"},
		"shared":               {"x: &x {a: 1}\nspec:\n  m: *x\n", "add it yourself"},
		"shared by it":         {"spec:\n  m: &x {a: 1}\n  b: *x\n", "add it yourself"},
		"a comment in flow":    {"spec:\n  m: {a: 1, # }\n    b: 1}\n", "add it yourself"},
		"a text that ends so":  {"spec:\n  m:\n    a: |\n      x\n      # y\n", "add it yourself"},
		"no YAML":              {"spec: [", "read YAML"},
		"flow, spaced, empty":  {"spec:\n  m: { }\n", "add it yourself"},
		"one quote in a plain": {"spec:\n  m: {a: it's}\n", "add it yourself"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Put([]byte(c.text), "k", "{v: 1}", "spec", "m")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
