package edit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Remove returns text without the entry at path, the last word of which is its
// key. A line that it stood on alone goes, with the comment behind it; all other
// bytes stay as they are.
func Remove(text []byte, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	last := len(path) - 1
	at, value := find(&root, path[:last]), find(&root, path)
	if value == nil {
		return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
	}
	key := keyOf(at, path[last])
	c, err := removal(text, at, key, value)
	out := slices.Concat(text[:c.from], text[c.to:])
	if err == nil && provesChange(text, out, path[:last], func(at map[string]any) { delete(at, path[last]) }) != nil {
		err = errRemoveYourself
	}
	if err != nil {
		return nil, fmt.Errorf("%d:%d: %s: %w", key.Line, key.Column, strings.Join(path, "."), err)
	}
	return out, nil
}

// removal is what of a text is an entry, with what stands there for it alone.
func removal(text []byte, at, key, value *yaml.Node) (cut, error) {
	start := offset(text, key.Line, key.Column)
	if at.Style&yaml.FlowStyle != 0 {
		return removalInFlow(text, start, value)
	}
	line := bytes.LastIndexAny(text[:start], "\r\n") + 1
	if len(bytes.TrimSpace(text[line:start])) > 0 {
		return cut{}, errRemoveYourself // the dash of an item stands before it
	}
	end := endOfBlock(text, key, key.Column-1)
	return cut{line, end + endOfLine(text[end:])}, nil
}

// removalInFlow is an entry with the comma behind it, or before it where it is the last.
func removalInFlow(text []byte, start int, value *yaml.Node) (cut, error) {
	_, end, ok := flowSpan(text, value)
	if !ok {
		return cut{}, errRemoveYourself
	}
	const blank = " \t\r\n"
	if rest := bytes.TrimLeft(text[end:], blank); bytes.HasPrefix(rest, []byte(",")) {
		rest = bytes.TrimLeft(rest[1:], " \t")
		line := bytes.LastIndexAny(text[:start], "\r\n") + 1
		if n := endOfLine(rest); len(bytes.TrimSpace(rest[:n])) == 0 && len(bytes.TrimSpace(text[line:start])) == 0 {
			start, rest = line, rest[n:] // it had the line to itself
		}
		return cut{start, len(text) - len(rest)}, nil
	}
	head := bytes.TrimRight(text[:start], blank)
	if !bytes.HasSuffix(head, []byte(",")) {
		return cut{start, end}, nil // it was alone
	}
	return cut{len(head) - 1, end}, nil
}

// flowSpan is where a value stands that fits among others in braces.
func flowSpan(text []byte, value *yaml.Node) (start, end int, ok bool) {
	if value.Kind == yaml.ScalarNode || value.Kind == yaml.AliasNode {
		start, end, err := span(text, value)
		return start, end, err == nil
	}
	if value.Style&yaml.FlowStyle == 0 {
		return 0, 0, false
	}
	start = offset(text, value.Line, value.Column)
	end = closing(text, start) + 1
	return start, end, end > 0
}
