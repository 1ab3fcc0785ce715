package roster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// kind is what a node is.
type kind int

const (
	scalar kind = iota
	list
	object
)

// node is a value of JSON or YAML, and the line it stands in.
type node struct {
	kind   kind
	line   int
	text   string // a scalar's; empty for null
	keys   []string
	values []*node // of a list or an object
}

// field is an object's value; nil where it has none of the name.
func (n *node) field(name string) *node {
	if n != nil && n.kind == object {
		for i, key := range n.keys {
			if key == name {
				return n.values[i]
			}
		}
	}
	return nil
}

// at goes down fields; its text is empty where there are none.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		n = n.field(name)
	}
	if n == nil {
		return &node{}
	}
	return n
}

const (
	maxDepth = 64
	maxNodes = 1_000_000 // aliases of YAML may name each other
)

var errTooDeep = fmt.Errorf("it is nested deeper than %d levels, or refers to itself", maxDepth)

// parse reads the values of a text, which is JSON where it begins as that.
func parse(data []byte) ([]*node, error) {
	if text := bytes.TrimSpace(data); len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		return parseJSON(data)
	}
	return parseYAML(data)
}

func parseYAML(data []byte) (out []*node, err error) {
	dec, left := yaml.NewDecoder(bytes.NewReader(data)), maxNodes
	for {
		var doc yaml.Node
		switch err := dec.Decode(&doc); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("read YAML: %w", err)
		}
		if len(doc.Content) == 0 {
			continue
		}
		n, err := ofYAML(doc.Content[0], maxDepth, &left)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
}

func ofYAML(y *yaml.Node, depth int, left *int) (*node, error) {
	if *left--; depth == 0 || *left < 0 {
		return nil, errTooDeep
	}
	n := &node{line: y.Line}
	switch y.Kind {
	case yaml.AliasNode:
		return ofYAML(y.Alias, depth-1, left)
	case yaml.MappingNode:
		n.kind = object
	case yaml.SequenceNode:
		n.kind = list
	default:
		if y.ShortTag() != "!!null" {
			n.text = y.Value
		}
	}
	for i, below := range y.Content {
		if n.kind == object && i%2 == 0 {
			n.keys = append(n.keys, below.Value)
			continue
		}
		value, err := ofYAML(below, depth-1, left)
		if err != nil {
			return nil, err
		}
		n.values = append(n.values, value)
	}
	return n, nil
}

// reader reads JSON token by token, to know the lines.
type reader struct {
	*json.Decoder
	data       []byte
	line, upTo int // the line at an offset
}

func parseJSON(data []byte) (out []*node, err error) {
	r := &reader{Decoder: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1}
	r.UseNumber()
	for {
		n, err := r.value(maxDepth)
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("read JSON, line %d: %w", r.now(), err)
		}
		out = append(out, n)
	}
}

// now is the line that has been read up to.
func (r *reader) now() int {
	at := min(int(r.InputOffset()), len(r.data))
	r.line += bytes.Count(r.data[r.upTo:at], []byte("\n"))
	r.upTo = at
	return r.line
}

func (r *reader) value(depth int) (*node, error) {
	token, err := r.Token()
	if err != nil {
		return nil, err
	}
	if depth == 0 {
		return nil, errTooDeep
	}
	n := &node{line: r.now()}
	switch token := token.(type) {
	case json.Delim:
		n.kind = list
		if token == '{' {
			n.kind = object
		}
		return n, r.fill(n, depth)
	case nil:
	default:
		n.text = fmt.Sprint(token)
	}
	return n, nil
}

// fill reads what is in an object or a list, and what closes it.
func (r *reader) fill(n *node, depth int) error {
	for r.More() {
		if n.kind == object {
			key, err := r.Token()
			if err != nil {
				return whole(err)
			}
			n.keys = append(n.keys, fmt.Sprint(key))
		}
		value, err := r.value(depth - 1)
		if err != nil {
			return whole(err)
		}
		n.values = append(n.values, value)
	}
	_, err := r.Token()
	return whole(err)
}

// whole says that a text ended in the middle of a value.
func whole(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
