package edit

import (
	"bytes"
	"testing"

	"go.yaml.in/yaml/v3"
)

// FuzzItems: whatever a text is like, adding an item and removing it again comes
// to the same values, or is refused; nothing breaks off.
func FuzzItems(f *testing.F) {
	for _, seed := range []string{"l:\n  - name: a # x\n\n# y\n", "l: [{a: 1}, {b: \"]\"}] # z\n", "l:\r\n- {a: é}", "l: []\n", "l:\n", "{l: [{a: [1, 2]}]}", "l: &x [{a: 1}]\nm: *x\n", "l:\n  - a: |\n      b\n\n      # c\nm: 1\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		with, err := AddItems(text, []Map{{{"name", "new"}, {"labels", Map{{"k", "1"}}}}}, "l")
		if err != nil {
			return
		}
		var was, is map[string]any
		if yaml.Unmarshal(text, &was) != nil || yaml.Unmarshal(with, &is) != nil {
			t.Fatalf("%q became %q, which is no YAML", text, with)
		}
		before, _ := was["l"].([]any)
		if after, _ := is["l"].([]any); len(after) != len(before)+1 {
			t.Fatalf("%q became %q", text, with)
		}
		without, err := RemoveItems(with, []int{len(before)}, "l")
		if err == nil && len(before) > 0 && !bytes.Equal(without, text) && !sameValues(without, text) {
			t.Errorf("%q with an item is %q, and without it %q", text, with, without)
		}
		_, _ = ChangeItems(with, map[int]Map{len(before): {{"name", "other"}, {"server", "https://x"}}}, "l")
	})
}

func sameValues(a, b []byte) bool {
	var x, y any
	if yaml.Unmarshal(a, &x) != nil || yaml.Unmarshal(b, &y) != nil {
		return false
	}
	p, _ := yaml.Marshal(x)
	q, _ := yaml.Marshal(y)
	return bytes.Equal(p, q)
}
