// Package edit changes single values in the YAML that the user wrote, and
// leaves every other byte of it alone.
package edit

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Set returns text with the scalar at path replaced by value; path are the keys
// that lead there, numbers in lists, and value is a plain word. Quotes, anchors, comments and line
// ends stay as they are. The error says line and column, or that nothing is there.
func Set(text []byte, value string, path ...string) ([]byte, error) {
	return set(text, func(node *yaml.Node) []byte { return spell(node, value) }, path)
}

// SetText is Set for a value that is text, whatever it looks like: a version
// such as 1.10 is no number.
func SetText(text []byte, value string, path ...string) ([]byte, error) {
	return set(text, func(node *yaml.Node) []byte {
		if written := spell(node, value); readsAs(written, value) {
			return written
		}
		return []byte(strconv.Quote(value))
	}, path)
}

func readsAs(written []byte, value string) bool {
	var read any
	return yaml.Unmarshal(written, &read) == nil && read == any(value)
}

func set(text []byte, spelled func(*yaml.Node) []byte, path []string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	node := find(&root, path)
	if node == nil {
		return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
	}
	start, end, err := span(text, node)
	if err == nil {
		written := spelled(node)
		out := bytes.Join([][]byte{text[:start], written, text[end:]}, nil)
		if err = proves(text, out, written, path); err == nil {
			return out, nil
		}
	}
	return nil, fmt.Errorf("%d:%d: %s: %w", node.Line, node.Column, strings.Join(path, "."), err)
}

// find goes down the keys, and the numbers of items from 0; an alias that stands
// for the scalar itself is the place to write, one above it is somebody else's too.
func find(node *yaml.Node, path []string) *yaml.Node {
	if node.Kind == yaml.DocumentNode && len(node.Content) == 1 {
		node = node.Content[0]
	}
	for _, name := range path {
		if node = child(node, name); node == nil {
			return nil
		}
	}
	return node
}

func child(node *yaml.Node, name string) (next *yaml.Node) {
	switch node.Kind {
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i]
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == name {
				next = node.Content[i+1]
			}
		}
	}
	return next
}

var errWrittenOut = errors.New("write it out as one word, then run again")

// span is where the scalar stands, with its quotes and without an anchor.
func span(text []byte, node *yaml.Node) (start, end int, err error) {
	start = offset(text, node.Line, node.Column)
	token := text[start:]
	if node.Kind == yaml.AliasNode {
		return start, start + len("*") + len(node.Value), matches(token, "*"+node.Value)
	}
	if node.Kind != yaml.ScalarNode || node.Style&(yaml.LiteralStyle|yaml.FoldedStyle|yaml.TaggedStyle) != 0 {
		return 0, 0, errWrittenOut
	}
	if node.Anchor != "" {
		if err := matches(token, "&"+node.Anchor); err != nil {
			return 0, 0, err
		}
		rest := token[len(node.Anchor)+1:]
		skip := len(token) - len(bytes.TrimLeft(rest, " \t"))
		start, token = start+skip, token[skip:]
	}
	written := string(spell(node, node.Value))
	return start, start + len(written), matches(token, written)
}

func matches(text []byte, want string) error {
	if bytes.HasPrefix(text, []byte(want)) {
		return nil
	}
	return errWrittenOut
}

// spell writes a value with the quotes that the node has.
func spell(node *yaml.Node, value string) []byte {
	switch {
	case node.Kind == yaml.ScalarNode && node.Style&yaml.SingleQuotedStyle != 0:
		return []byte("'" + value + "'")
	case node.Kind == yaml.ScalarNode && node.Style&yaml.DoubleQuotedStyle != 0:
		return []byte(strconv.Quote(value))
	}
	return []byte(value)
}

// offset is the byte at a line and column, which count characters from 1; a
// byte order mark is no character.
func offset(text []byte, line, column int) int {
	at := len(text) - len(bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF")))
	for ; line > 1; line-- {
		at += endOfLine(text[at:])
	}
	for i := range string(text[at : at+endOfLine(text[at:])]) {
		if column--; column == 0 {
			return at + i
		}
	}
	return len(text)
}

// endOfLine is the length of the first line, with its end.
func endOfLine(text []byte) int {
	line := text
	if i := bytes.IndexByte(text, '\n'); i >= 0 { // one byte is looked for many times as fast as two
		line = text[:i+1]
	}
	switch i := bytes.IndexByte(line, '\r'); {
	case i < 0:
		return len(line)
	case bytes.HasPrefix(line[i:], []byte("\r\n")):
		return i + 2
	default:
		return i + 1
	}
}

// proves reads the result and holds it against what was: one value differs.
func proves(before, after, written []byte, path []string) error {
	var value any
	if err := yaml.Unmarshal(written, &value); err != nil {
		return errWrittenOut
	}
	last := len(path) - 1
	if err := provesChange(before, after, path[:last], func(at map[string]any) { at[path[last]] = value }); err != nil {
		return errWrittenOut
	}
	return nil
}
