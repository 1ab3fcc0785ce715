package generator

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/tree"
)

// valueChange is one value of a chart that somebody edited.
type valueChange struct {
	path     []string
	old, now any
	gone     bool
}

func (c valueChange) text() string { return load.PathText(anys(c.path)...) }

func anys(path []string) []any {
	out := make([]any, len(path))
	for i, key := range path {
		out[i] = key
	}
	return out
}

// valuesIn are the values that a generated file holds, by themselves or in a
// ConfigMap, and what else is in it.
func valuesIn(text []byte) (values map[string]any, rest []any, err error) {
	for i, doc := range bytes.Split(text, []byte("\n---\n")) {
		v, err := load.ParseValue(string(doc))
		if err != nil {
			return nil, nil, err
		}
		m, _ := v.(map[string]any)
		data, _ := m["data"].(map[string]any)
		inside, wrapped := data["values.yaml"].(string)
		switch {
		case i == 0 && wrapped && m["kind"] == "ConfigMap":
			delete(data, "values.yaml")
			rest = append(rest, m)
			if v, err = load.ParseValue(inside); err != nil {
				return nil, nil, fmt.Errorf("values.yaml in it: %w", err)
			}
			values, _ = v.(map[string]any)
		case i == 0 && (v == nil || m != nil):
			values = m
		default:
			rest = append(rest, v)
		}
	}
	return values, rest, nil
}

// editedValues are the values that differ from what was generated. The error
// says what else does, which no input can say.
func editedValues(base, have []byte) ([]valueChange, error) {
	was, wasRest, err := valuesIn(base)
	if err != nil {
		return nil, fmt.Errorf("what was generated cannot be read: %w", err)
	}
	is, isRest, err := valuesIn(have)
	switch {
	case err != nil:
		return nil, fmt.Errorf("it is no YAML that can be read: %w", err)
	case !reflect.DeepEqual(wasRest, isRest):
		return nil, fmt.Errorf("more than values was edited: the rest of the file is Slipway's own")
	}
	if words := newComment(base, have); words != "" {
		return nil, fmt.Errorf("the comment %q has no place in the input: write it there yourself, and take it out here", words)
	}
	return valuesBetween(was, is, nil), nil
}

// sameValues reports that two texts hold the same values, and nothing else of somebody's.
func sameValues(want, have []byte) bool {
	is, isRest, err := valuesIn(have)
	should, shouldRest, wantErr := valuesIn(want)
	return err == nil && wantErr == nil && reflect.DeepEqual(is, should) && reflect.DeepEqual(undigested(isRest), undigested(shouldRest)) && newComment(want, have) == ""
}

// undigested are objects without the digest of values that ends their names: it is
// of the values that were generated, not of those that are there.
func undigested(rest []any) []any {
	digest := regexp.MustCompile(`\.[0-9a-f]{12}$`)
	for _, object := range rest {
		m, _ := object.(map[string]any)
		meta, _ := m["metadata"].(map[string]any)
		if name, is := meta["name"].(string); is {
			meta["name"] = digest.ReplaceAllString(name, "")
		}
	}
	return rest
}

// valuesBetween are the differences of two maps; lists are values by themselves.
func valuesBetween(was, is map[string]any, under []string) (out []valueChange) {
	for _, key := range slices.Sorted(keysOf(was, is)) {
		old, had := was[key]
		now, has := is[key]
		path := append(slices.Clone(under), key)
		below, wasMap := old.(map[string]any)
		next, isMap := now.(map[string]any)
		switch {
		case had && has && wasMap && isMap && len(below) > 0 && len(next) > 0:
			out = append(out, valuesBetween(below, next, path)...)
		case had != has || !reflect.DeepEqual(old, now):
			out = append(out, valueChange{path, old, now, !has})
		}
	}
	return out
}

func keysOf(maps ...map[string]any) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		seen := map[string]bool{}
		for _, m := range maps {
			for key := range m {
				if !seen[key] && !yield(key) {
					return
				}
				seen[key] = true
			}
		}
	}
}

// newComment is the first by its words that was not generated, empty where there is none.
func newComment(base, have []byte) string {
	known, found := comments(base), comments(have)
	for _, words := range slices.Sorted(maps.Keys(found)) {
		if found[words] > known[words] {
			return words
		}
	}
	return ""
}

// comments counts those of a text, and of the YAML that it holds as text.
func comments(text []byte) map[string]int {
	out := map[string]int{}
	var visit func(n *yaml.Node)
	opening := regexp.MustCompile(`(?m)[{\[][ \t]+(#.*)$`) // the parser drops a comment behind a brace
	read := func(text []byte) {
		for _, found := range opening.FindAllSubmatch(text, -1) {
			out[strings.TrimSpace(string(found[1]))]++
		}
		for d := yaml.NewDecoder(bytes.NewReader(text)); ; {
			var n yaml.Node
			if d.Decode(&n) != nil {
				return
			}
			visit(&n)
		}
	}
	visit = func(n *yaml.Node) {
		for _, c := range []string{n.HeadComment, n.LineComment, n.FootComment} {
			for line := range strings.Lines(c) {
				if line = strings.TrimSpace(line); line != "" {
					out[line]++
				}
			}
		}
		if n.Kind == yaml.ScalarNode && n.Style&yaml.LiteralStyle != 0 && strings.Contains(n.Value, "#") {
			read([]byte(n.Value))
		}
		for _, c := range n.Content {
			visit(c)
		}
	}
	read(tree.Body(text))
	return out
}
