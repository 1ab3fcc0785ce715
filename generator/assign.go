package generator

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
)

// assign puts a value at a path into the user's YAML, with the maps on the way
// where they are not there. Every other byte stays as it is.
func assign(text []byte, value any, path ...string) ([]byte, error) {
	doc, err := load.ParseValue(string(text))
	if err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	if doc == nil {
		return begun(text, value, path)
	}
	old, depth := reached(doc, path)
	if depth < len(path) {
		return edit.Put(text, path[depth], flow(within(path[depth+1:], value)), path[:depth]...)
	}
	if isScalar(old) && isScalar(value) {
		if out, err := replaced(text, value, path); err == nil {
			return out, nil
		}
	}
	out, err := edit.Remove(text, path...)
	if err != nil {
		return nil, err
	}
	last := len(path) - 1
	return edit.Put(out, path[last], flow(value), path[:last]...)
}

// begun writes what is to be the first that a text says, below its comments.
func begun(text []byte, value any, path []string) ([]byte, error) {
	more, err := YAML(within(path, value))
	if len(bytes.TrimSpace(text)) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		text = append(slices.Clip(text), '\n')
	}
	return slices.Concat(text, more), err
}

// replaced is a scalar in the place of another, as it is written there.
func replaced(text []byte, value any, path []string) ([]byte, error) {
	word, isText := value.(string)
	if isText {
		return edit.SetText(text, word, path...)
	}
	out, err := edit.Set(text, flow(value), path...)
	if err != nil {
		return nil, err
	}
	doc, err := load.ParseValue(string(out))
	if now, depth := reached(doc, path); err != nil || depth < len(path) || !reflect.DeepEqual(now, value) {
		return nil, fmt.Errorf("replace %s: what stood there is written as text", strings.Join(path, "."))
	}
	return out, nil
}

// reached is how far a path leads, and what is there.
func reached(v any, path []string) (at any, depth int) {
	for i, key := range path {
		next, ok := load.ValueAt(v, []any{step(v, key)})
		if !ok {
			return v, i
		}
		v = next
	}
	return v, len(path)
}

// step is a key, or the number of an item.
func step(v any, key string) any {
	if _, list := v.([]any); !list {
		return key
	}
	n := 0
	if _, err := fmt.Sscanf(key, "%d", &n); err != nil {
		return key
	}
	return n
}

func within(path []string, value any) any {
	for _, key := range slices.Backward(path) {
		value = map[string]any{key: value}
	}
	return value
}

func isScalar(v any) bool {
	switch v.(type) {
	case map[string]any, []any, nil:
		return false
	}
	return true
}

// withoutEntry takes out an entry, and the map that it was alone in.
func withoutEntry(text []byte, path []string) ([]byte, error) {
	doc, err := load.ParseValue(string(text))
	if err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	for len(path) > 1 {
		above, _ := reached(doc, path[:len(path)-1])
		if m, _ := above.(map[string]any); len(m) != 1 {
			break
		}
		path = path[:len(path)-1]
	}
	return edit.Remove(text, path...)
}
