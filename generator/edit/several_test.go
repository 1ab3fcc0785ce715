package edit

import (
	"strings"
	"testing"
)

// TestSeveral: what changes in one place is the same in each, and all else stays.
func TestSeveral(t *testing.T) {
	const text = "l:\n  - a: 1 # x\n    b: 'y'\n  - {b: y, a: 1}\n  - b: y\n    # of a\n    a:\n      c: 1\n      d: |\n        e\n"
	paths := [][]string{{"l", "0", "a"}, {"l", "1", "a"}, {"l", "2", "a"}}
	maps := [][]string{{"l", "0"}, {"l", "1"}, {"l", "2"}}
	routes := []Route{{paths[0], []string{"l", "0", "m", "a"}}, {paths[1], []string{"l", "1", "m", "a"}}, {paths[2], []string{"l", "2", "m", "a"}}}
	for name, c := range map[string]struct {
		edit func() ([]byte, error)
		want string
	}{
		"rename": {func() ([]byte, error) { return RenameEach([]byte(text), "z", paths) },
			"l:\n  - z: 1 # x\n    b: 'y'\n  - {b: y, z: 1}\n  - b: y\n    # of a\n    z:\n      c: 1\n      d: |\n        e\n"},
		"set": {func() ([]byte, error) {
			return SetEach([]byte(text), "1.10", [][]string{{"l", "0", "b"}, {"l", "1", "b"}, {"l", "2", "b"}})
		}, "l:\n  - a: 1 # x\n    b: '1.10'\n  - {b: \"1.10\", a: 1}\n  - b: \"1.10\"\n    # of a\n    a:\n      c: 1\n      d: |\n        e\n"},
		"remove": {func() ([]byte, error) { return RemoveEach([]byte(text), paths) },
			"l:\n  - b: 'y'\n  - {b: y}\n  - b: y\n    # of a\n"},
		"list": {func() ([]byte, error) { return ListEach([]byte(text), paths) },
			"l:\n  - a: [1] # x\n    b: 'y'\n  - {b: y, a: [1]}\n  - b: y\n    # of a\n    a:\n      - c: 1\n        d: |\n          e\n"},
		"put": {func() ([]byte, error) { return PutEach([]byte(text), "n", "{}", maps) },
			"l:\n  - a: 1 # x\n    b: 'y'\n    n: {}\n  - {b: y, a: 1, n: {}}\n  - b: y\n    # of a\n    a:\n      c: 1\n      d: |\n        e\n    n: {}\n"},
		"move": {func() ([]byte, error) { return MoveEach([]byte(text), routes) },
			"l:\n  - b: 'y'\n    m:\n      a: 1 # x\n  - {b: y, m: {a: 1}}\n  - b: y\n    m:\n      # of a\n      a:\n        c: 1\n        d: |\n          e\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := c.edit(); err != nil || string(got) != c.want {
				t.Errorf("got\n%s (%v)\nwant\n%s", got, err, c.want)
			}
		})
	}
}

// TestSeveralRefuses with the place of what cannot be changed.
func TestSeveralRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(text []byte) ([]byte, error)
		text string
		want string
	}{
		"nothing there":      {func(text []byte) ([]byte, error) { return RenameEach(text, "z", [][]string{{"l", "a"}}) }, "l: {b: 1}\n", "1:1: l.a: is not there"},
		"an item":            {func(text []byte) ([]byte, error) { return RemoveEach(text, [][]string{{"l", "0"}}) }, "l:\n- 1\n", "2:3: l.0: is not there"},
		"no map":             {func(text []byte) ([]byte, error) { return PutEach(text, "z", "1", [][]string{{"l"}}) }, "l: 1\n", "1:1: l: add it yourself"},
		"a block in a block": {func(text []byte) ([]byte, error) { return ListEach(text, [][]string{{"l"}}) }, "l: |\n  a\n", "1:1: l: change it yourself"},
		"the only entry":     {func(text []byte) ([]byte, error) { return RemoveEach(text, [][]string{{"l"}}) }, "l: 1\n", "1:1: l: remove it yourself"},
		"two of the same":    {func(text []byte) ([]byte, error) { return SetEach(text, "z", [][]string{{"l"}, {"l"}}) }, "l: 1\n", "change it yourself"},
		"no YAML":            {func(text []byte) ([]byte, error) { return SetEach(text, "z", nil) }, "l: [", "read YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := c.edit([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
