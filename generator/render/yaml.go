package render

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Marshal writes a value as YAML: sorted keys, two spaces, no folded lines.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("write YAML: %w", err)
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("write YAML: %w", err)
	}
	return b.Bytes(), nil
}

// first are the keys that people look for at the top of an object.
var first = [...]string{"apiVersion", "kind", "metadata", "name", "namespace"}

// marshalObject writes a Kubernetes object. respell rewrites every string and
// key; where it changes one, the result stands in double quotes, so that what
// an agent puts in cannot change its type.
func marshalObject(o map[string]any, respell func(string) (string, error)) ([]byte, error) {
	n, err := node(o, respell)
	if err != nil {
		return nil, err
	}
	return Marshal(n)
}

func node(v any, respell func(string) (string, error)) (*yaml.Node, error) {
	switch v := v.(type) {
	case map[string]any:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, k := range objectKeys(v) {
			key, err := stringNode(k, respell)
			if err != nil {
				return nil, err
			}
			value, err := node(v[k], respell)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, key, value)
		}
		return n, nil
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, e := range v {
			value, err := node(e, respell)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, value)
		}
		return n, nil
	case string:
		return stringNode(v, respell)
	}
	n := &yaml.Node{}
	if err := n.Encode(v); err != nil {
		return nil, fmt.Errorf("write YAML: %w", err)
	}
	return n, nil
}

func stringNode(s string, respell func(string) (string, error)) (*yaml.Node, error) {
	out, err := respell(s)
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: out}
	if !textAnywhere(out) {
		// Encode quotes what YAML 1.1 readers take for a boolean or a number.
		if err := n.Encode(out); err != nil {
			return nil, fmt.Errorf("write YAML: %w", err)
		}
	}
	if out != s {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n, nil
}

// textAnywhere reports whether YAML 1.1 takes a string for text where 1.2 does.
// Its booleans have three letters at most, its numbers begin with none. Encode,
// which knows them all, takes twenty times as long.
func textAnywhere(s string) bool {
	return len(s) > 3 && (s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z') && utf8.ValidString(s)
}

func objectKeys(m map[string]any) []string {
	keys := slices.Sorted(maps.Keys(m))
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	return keys
}

func rank(key string) int {
	if i := slices.Index(first[:], key); i >= 0 {
		return i
	}
	return len(first)
}
