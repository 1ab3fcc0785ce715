package edit

import (
	"strings"
	"testing"
)

// TestRemove takes one entry out and changes nothing else, however the map is written.
func TestRemove(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"flow":             {"spec:\n  m: {a: {}, k: v1, b: 1}   # why\n", "spec:\n  m: {a: {}, b: 1}   # why\n"},
		"flow, first":      {"spec:\n  m: { k: v1, b: 1 }\n", "spec:\n  m: { b: 1 }\n"},
		"flow, last":       {"spec:\n  m: {a: 'it''s', k: {v: \"}\"}}\n", "spec:\n  m: {a: 'it''s'}\n"},
		"flow, alone":      {"spec:\n  m: {k: \"v 1\"}\n", "spec:\n  m: {}\n"},
		"flow, lines":      {"spec:\n  m: {\n    a: 1,\n    k: v1,\n    b: 1\n  }\n", "spec:\n  m: {\n    a: 1,\n    b: 1\n  }\n"},
		"flow, lines, end": {"spec:\n  m: {\n    a: 1,\n    k: v1\n  }\n", "spec:\n  m: {\n    a: 1\n  }\n"},
		"block":            {"spec:\n  m:\n    # of a\n    a: 1\n    k: v1   # why\n\n    # of b\n    b: é\n", "spec:\n  m:\n    # of a\n    a: 1\n\n    # of b\n    b: é\n"},
		"block, a map":     {"spec:\n  m:\n    a: 1\n    k:\n      v: 1\n      # why\n      w: 2\n  n: 1\n", "spec:\n  m:\n    a: 1\n  n: 1\n"},
		"block, dashes":    {"spec:\n  m:\n    k:\n    - a: 1\n      b: 2\n    -\n    a: 1\n", "spec:\n  m:\n    a: 1\n"},
		"CRLF":             {"spec:\r\n  m:\r\n    k: v1\r\n    é: 1\r\n", "spec:\r\n  m:\r\n    é: 1\r\n"},
		"no end of line":   {"spec:\n  m:\n    a: 1\n    k: v1", "spec:\n  m:\n    a: 1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Remove([]byte(c.text), "spec", "m", "k")
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%q (%v)\nwant\n%q", got, err, c.want)
			}
		})
	}
}

func TestRemoveRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing there":       {"spec:\n  m: {a: 1}\n", "there is no spec.m.k"},
		"no map":              {"spec:\n  m: a\n", "there is no spec.m.k"},
		"the last of a block": {"spec:\n  m:\n    k: v1\n", "3:5: spec.m.k: remove it yourself"},
		"an anchor in it":     {"spec:\n  m: {k: &x v1, a: *x}\n", "remove it yourself"},
		"shared":              {"x: &x {k: v1}\nspec:\n  m: *x\n", "there is no spec.m.k"},
		"shared by it":        {"spec:\n  m: &x {k: v1}\n  b: *x\n", "remove it yourself"},
		"no YAML":             {"spec: [", "read YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Remove([]byte(c.text), "spec", "m", "k")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestInAList: the number of an item leads into a list, and versions stay text.
func TestInAList(t *testing.T) {
	const text = "l:\n  - {name: a, m: {k: v1}}\n  - name: b\n    m:\n      k: '1.2'\n  - name: c\n"
	for name, c := range map[string]struct {
		got  func() ([]byte, error)
		want string
	}{
		"set in flow": {func() ([]byte, error) { return SetText([]byte(text), "1.10", "l", "0", "m", "k") },
			strings.Replace(text, "v1", `"1.10"`, 1)},
		"set quoted": {func() ([]byte, error) { return SetText([]byte(text), "1.10", "l", "1", "m", "k") },
			strings.Replace(text, "1.2", "1.10", 1)},
		"set plain": {func() ([]byte, error) { return SetText([]byte(text), "1.2.3+4", "l", "0", "m", "k") },
			strings.Replace(text, "v1", "1.2.3+4", 1)},
		"put in flow": {func() ([]byte, error) { return Put([]byte(text), "n", "v2", "l", "0", "m") },
			strings.Replace(text, "{k: v1}", "{k: v1, n: v2}", 1)},
		"put into an item": {func() ([]byte, error) { return Put([]byte(text), "m", "{k: v2}", "l", "2") },
			text + "    m: {k: v2}\n"},
		"remove": {func() ([]byte, error) { return Remove([]byte(text), "l", "1", "m") },
			strings.Replace(text, "    m:\n      k: '1.2'\n", "", 1)},
		"remove from flow": {func() ([]byte, error) { return Remove([]byte(text), "l", "0", "m") },
			strings.Replace(text, ", m: {k: v1}", "", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.got()
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%s(%v)\nwant\n%s", got, err, c.want)
			}
		})
	}
	if _, err := Put([]byte(text), "m", "{k: v2}", "l", "3"); err == nil {
		t.Error("an item that is not there was changed")
	}
}
