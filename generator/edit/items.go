package edit

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Field is one entry of a map that is to be written: text, a number, or a Map.
type Field struct {
	Key   string
	Value any
}

// Map is written in this order.
type Map []Field

// AddItems returns text with maps at the end of the list at path, written as the
// items there are: in lines or in braces, indented and quoted like the last of
// them. Where there is no list, it begins one. All other bytes stay as they are.
func AddItems(text []byte, items []Map, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	above, list := find(&root, path[:len(path)-1]), find(&root, path)
	if above == nil || above.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("there is no %s", strings.Join(path[:len(path)-1], "."))
	}
	out, err := addItems(text, above, list, items, path[len(path)-1])
	if err == nil {
		err = provesItems(text, out, path, func(was []any) []any { return append(was, plainList(items)...) })
	}
	if err != nil {
		at := above
		if list != nil {
			at = list
		}
		return nil, fmt.Errorf("%d:%d: %s: %w", at.Line, at.Column, strings.Join(path, "."), err)
	}
	return out, nil
}

func addItems(text []byte, above, list *yaml.Node, items []Map, key string) ([]byte, error) {
	switch {
	case list == nil || list.Tag == "!!null" && list.Value == "":
		return beginList(text, above, list, items, key)
	case list.Kind != yaml.SequenceNode:
		return nil, errAppendYourself
	case len(list.Content) == 0 && above.Style&yaml.FlowStyle == 0:
		return fillList(text, above, list, items, key)
	case list.Style&yaml.FlowStyle != 0:
		return addInFlow(text, list, items)
	}
	st := styleOf(text, list)
	last := list.Content[len(list.Content)-1]
	if !st.dashed(text, last) {
		return nil, errAppendYourself
	}
	return belowLines(text, endOfBlock(text, last, st.dash), st.lines(items)), nil
}

// beginList writes a list where none is, at the end of the map that it belongs to.
func beginList(text []byte, above, list *yaml.Node, items []Map, key string) ([]byte, error) {
	if above.Style&yaml.FlowStyle != 0 {
		if list != nil {
			return nil, errAppendYourself
		}
		return putInFlow(text, above, key+": ["+strings.Join(style{}.inBraces(items), ", ")+"]")
	}
	if len(above.Content) == 0 {
		return nil, errAppendYourself
	}
	indent := above.Content[0].Column - 1
	st := style{dash: indent + 2, keys: indent + 4}
	if list != nil {
		name := keyOf(above, key)
		return belowLines(text, offset(text, name.Line, name.Column), st.lines(items)), nil
	}
	end := endOfBlock(text, above.Content[len(above.Content)-2], indent)
	return belowLines(text, end, append([]string{strings.Repeat(" ", indent) + key + ":"}, st.lines(items)...)), nil
}

// fillList writes items, in lines, in the place of an empty list's brackets.
func fillList(text []byte, above, list *yaml.Node, items []Map, key string) ([]byte, error) {
	start := offset(text, list.Line, list.Column)
	name := keyOf(above, key)
	before := bytes.TrimRight(text[:start], " ")
	if !bytes.HasPrefix(text[start:], []byte("[]")) || name.Line != list.Line || !bytes.HasSuffix(before, []byte(":")) {
		return nil, errAppendYourself
	}
	indent := name.Column - 1
	text = bytes.Join([][]byte{before, text[start+len("[]"):]}, nil)
	return belowLines(text, len(before)-1, style{dash: indent + 2, keys: indent + 4}.lines(items)), nil
}

func keyOf(of *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(of.Content); i += 2 {
		if of.Content[i].Value == key {
			return of.Content[i]
		}
	}
	return of
}

// addInFlow puts items before the bracket that closes a list.
func addInFlow(text []byte, list *yaml.Node, items []Map) ([]byte, error) {
	written := styleOf(text, list).inBraces(items)
	start := offset(text, list.Line, list.Column)
	end := closing(text, start)
	if end < 0 || text[start] != '[' {
		return nil, errAppendYourself
	}
	last := len(bytes.TrimRight(text[:end], " \t\r\n"))
	if len(list.Content) == 0 {
		if last != start+1 {
			return nil, errAppendYourself
		}
		return splice(text, last, strings.Join(written, ", ")), nil
	}
	between := ", "
	if line := lineStart(text, offset(text, list.Content[len(list.Content)-1].Line, 1)); line != lineStart(text, start) {
		item := offset(text, list.Content[len(list.Content)-1].Line, list.Content[len(list.Content)-1].Column)
		if begin := text[line:item]; len(bytes.TrimSpace(begin)) == 0 {
			between = "," + newlineAt(text, start) + string(begin)
		}
	}
	if text[last-1] == ',' {
		return splice(text, last, strings.TrimPrefix(between, ",")+strings.Join(written, between)+","), nil
	}
	return splice(text, last, between+strings.Join(written, between)), nil
}

// belowLines puts lines below the one that a place is in.
func belowLines(text []byte, at int, lines []string) []byte {
	return below(text, at, strings.Join(lines, newlineAt(text, at)))
}

// newlineAt is how the line ends that a place is in.
func newlineAt(text []byte, at int) string {
	if bytes.HasSuffix(text[at:at+endOfLine(text[at:])], []byte("\r\n")) || bytes.HasSuffix(text[:lineStart(text, at)], []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

func lineStart(text []byte, at int) int { return bytes.LastIndexByte(text[:at], '\n') + 1 }

// provesItems reads the result and holds it against what was with the change made to the list at path.
func provesItems(before, after []byte, path []string, change func(was []any) []any) error {
	return provesChange(before, after, path[:len(path)-1], func(at map[string]any) {
		was, _ := at[path[len(path)-1]].([]any)
		at[path[len(path)-1]] = change(was)
	})
}

func plainList(items []Map) []any {
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = plain(item)
	}
	return out
}

// Plain is a map as reading YAML gives it.
func (m Map) Plain() map[string]any {
	out := map[string]any{}
	for _, f := range m {
		out[f.Key] = plain(f.Value)
	}
	return out
}

func plain(v any) any {
	if m, ok := v.(Map); ok {
		return m.Plain()
	}
	return v
}
