package render

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Document is YAML that is put together value by value. Keys stand in the order
// in which they came.
type Document struct {
	root yaml.Node
	err  error
}

// commentWidth is how long a line of a comment may be.
const commentWidth = 78

// Set puts a value at a path of keys and indexes; an index is one that is there
// or the next.
func (d *Document) Set(value any, path ...any) {
	n := d.at(path)
	if err := n.Encode(value); err != nil && d.err == nil {
		d.err = fmt.Errorf("write %v: %w", path, err)
	}
}

// at returns the place at a path, making what leads there.
func (d *Document) at(path []any) *yaml.Node {
	n := &d.root
	for _, step := range path {
		if i, ok := step.(int); ok {
			n.Kind, n.Style = yaml.SequenceNode, 0
			if i >= len(n.Content) {
				n.Content = append(n.Content, &yaml.Node{})
			}
			n = n.Content[min(i, len(n.Content)-1)]
			continue
		}
		n.Kind, n.Tag, n.Style = yaml.MappingNode, "!!map", 0
		n = entry(n, fmt.Sprint(step))
	}
	return n
}

// entry returns the value of a key, adding the key if need be.
func entry(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	value := &yaml.Node{}
	n.Content = append(n.Content, keyNode(key), value)
	return value
}

// keyNode quotes what YAML 1.1 readers take for a boolean.
func keyNode(key string) *yaml.Node {
	n := &yaml.Node{}
	_ = n.Encode(key) // a string can be written
	return n
}

// Comment puts a comment above the key at a path.
func (d *Document) Comment(text string, path ...any) {
	parent := d.at(path[:len(path)-1])
	key := fmt.Sprint(path[len(path)-1])
	for i := 0; i+1 < len(parent.Content); i += 2 {
		if parent.Content[i].Value == key {
			parent.Content[i].HeadComment = comment(text, commentWidth-2*len(path))
		}
	}
}

// comment breaks a text into lines.
func comment(text string, width int) string {
	var lines []string
	line := "#"
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+1+len([]rune(word)) > width && line != "#" {
			lines, line = append(lines, line), "#"
		}
		line += " " + word
	}
	return strings.Join(append(lines, line), "\n")
}

// Part is one key of a mapping with what stands below it, as text.
type Part struct {
	Text string
	// Apart is whether a blank line stands above: around what takes several lines.
	Apart bool
}

// Parts are the keys of the mapping at a path, in order.
func (d *Document) Parts(path ...any) ([]Part, error) {
	if d.err != nil {
		return nil, d.err
	}
	n := d.at(path)
	var out []Part
	for i := 0; i+1 < len(n.Content); i += 2 {
		text, err := Marshal(&yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: n.Content[i : i+2]})
		if err != nil {
			return nil, err
		}
		apart := i > 0 && (n.Content[i+1].Kind != yaml.ScalarNode || n.Content[i-1].Kind != yaml.ScalarNode)
		out = append(out, Part{strings.TrimSuffix(string(text), "\n"), apart})
	}
	return out, nil
}

// Line is a value under its key, on one line, with a comment above.
type Line struct {
	Comment, Key string
	Value        any
}

// Lines writes a mapping of which every value stands on one line, after a head
// that is a comment.
func Lines(head string, lines []Line) ([]byte, error) {
	root := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, l := range lines {
		key, value := keyNode(l.Key), &yaml.Node{}
		key.HeadComment = comment(l.Comment, commentWidth)
		if err := value.Encode(l.Value); err != nil {
			return nil, fmt.Errorf("write %s: %w", l.Key, err)
		}
		if value.Kind != yaml.ScalarNode {
			value.Style = yaml.FlowStyle
		}
		root.Content = append(root.Content, key, value)
	}
	text, err := Marshal(root)
	return append([]byte(comment(head, commentWidth)+"\n\n"), text...), err
}
