package edit

import (
	"bytes"
	"fmt"
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
	out, err := removed(text, at, key, value)
	if err == nil && provesChange(text, out, path[:last], func(at map[string]any) { delete(at, path[last]) }) != nil {
		err = errRemoveYourself
	}
	if err != nil {
		return nil, fmt.Errorf("%d:%d: %s: %w", key.Line, key.Column, strings.Join(path, "."), err)
	}
	return out, nil
}

func removed(text []byte, at, key, value *yaml.Node) ([]byte, error) {
	start := offset(text, key.Line, key.Column)
	if at.Style&yaml.FlowStyle != 0 {
		return removedInFlow(text, start, value)
	}
	line := bytes.LastIndexAny(text[:start], "\r\n") + 1
	if len(bytes.TrimSpace(text[line:start])) > 0 {
		return nil, errRemoveYourself // the dash of an item stands before it
	}
	end := endOfBlock(text, key, key.Column-1)
	return bytes.Join([][]byte{text[:line], text[end+endOfLine(text[end:]):]}, nil), nil
}

// removedInFlow takes an entry out with the comma behind it, or before it where it is the last.
func removedInFlow(text []byte, start int, value *yaml.Node) ([]byte, error) {
	end := closing(text, offset(text, value.Line, value.Column)) + 1
	if value.Kind == yaml.ScalarNode {
		_, e, err := span(text, value)
		if err != nil {
			return nil, errRemoveYourself
		}
		end = e
	}
	if end == 0 {
		return nil, errRemoveYourself
	}
	const blank = " \t\r\n"
	if rest := bytes.TrimLeft(text[end:], blank); bytes.HasPrefix(rest, []byte(",")) {
		rest = bytes.TrimLeft(rest[1:], " \t")
		line := bytes.LastIndexAny(text[:start], "\r\n") + 1
		if n := endOfLine(rest); len(bytes.TrimSpace(rest[:n])) == 0 && len(bytes.TrimSpace(text[line:start])) == 0 {
			start, rest = line, rest[n:] // it had the line to itself
		}
		return bytes.Join([][]byte{text[:start], rest}, nil), nil
	}
	head := bytes.TrimRight(text[:start], blank)
	if !bytes.HasSuffix(head, []byte(",")) {
		return bytes.Join([][]byte{text[:start], text[end:]}, nil), nil // it was alone
	}
	return bytes.Join([][]byte{head[:len(head)-1], text[end:]}, nil), nil
}
