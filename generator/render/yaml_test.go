package render

import (
	"bytes"
	"testing"

	"go.yaml.in/yaml/v3"
)

// FuzzStringNode holds strings in objects to what the library writes of them as
// keys, values and items.
func FuzzStringNode(f *testing.F) {
	for _, s := range []string{"", "yes", "NO", "null", "true", "False", "1:30", "0x10", "1e3", ".inf", "2026-10-10", "name", "a: b", "a #b", "ends:", "ends ",
		"two\nlines\n", "tab\tin it", "three\n\n", " led\nby a space", "quo\"te", "it's", "a\r\nb", "héllo", "\xff is no text", "name\u2028more", "- item", "{{ x }}", "line \nwith a space"} {
		f.Add(s)
	}
	asIs := func(s string) (string, error) { return s, nil }
	f.Fuzz(func(t *testing.T, s string) {
		var want yaml.Node
		if err := want.Encode(s); err != nil {
			t.Skip(err)
		}
		got, err := stringNode(s, asIs)
		if err != nil {
			t.Fatal(err)
		}
		for name, around := range map[string]func(*yaml.Node) *yaml.Node{
			"key": func(n *yaml.Node) *yaml.Node {
				return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{n, {Kind: yaml.ScalarNode, Value: "v"}}}
			},
			"value": func(n *yaml.Node) *yaml.Node {
				return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: "k"}, n}}
			},
			"item": func(n *yaml.Node) *yaml.Node { return &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{n}} },
		} {
			a, aErr := Marshal(around(got))
			b, bErr := Marshal(around(&want))
			if !bytes.Equal(a, b) || (aErr == nil) != (bErr == nil) {
				t.Errorf("as a %s %q is written %q (%v), not %q (%v)", name, s, a, aErr, b, bErr)
			}
		}
	})
}
