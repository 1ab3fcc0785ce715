package apiversion

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/edit"
)

// Refused is an edit that would touch more than it is about, or come to
// something else than what is read.
type Refused struct {
	Change
	// Why is what the edit ran into; nil where it came to something else.
	Why error
}

// Error implements error.
func (r *Refused) Error() string {
	return fmt.Sprintf("%d:%d: this cannot be changed without touching more", r.Line, r.Col)
}

// Unwrap implements what errors.Is asks for.
func (r *Refused) Unwrap() error { return r.Why }

// Edit makes moves in a text: after each it holds the values that the text comes
// to against those that Convert gives. What it makes of a text that it made is
// the same text. The text must be YAML that Convert can take, and have no faults.
func Edit(text []byte, moves []Move) ([]byte, *Converted, error) {
	root, err := parse(text)
	if err != nil {
		return nil, nil, err
	}
	c := &Converted{doc: newDocument(root)}
	c.Root = c.doc.root
	for _, m := range moves {
		changes := c.follow(m)
		if len(changes) == 0 {
			continue
		}
		if len(c.Faults) > 0 {
			return nil, c, fmt.Errorf("the document has faults")
		}
		next, err := edited(text, m)
		if err != nil {
			return nil, c, &Refused{changes[0], err}
		}
		if root, err = parse(next); err != nil || !same(root, c.Root) {
			return nil, c, &Refused{changes[0], err}
		}
		text = next
	}
	return text, c, nil
}

func parse(text []byte) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	if len(doc.Content) == 0 {
		return &doc, nil
	}
	return doc.Content[0], nil
}

// edited makes one move in a text. Below an alias nothing is written: what it
// stands for is, where that is found as well.
func edited(text []byte, m Move) ([]byte, error) {
	root, err := parse(text)
	if err != nil {
		return nil, err
	}
	if m.Keep != "" {
		return kept(text, root, m)
	}
	var paths [][]string
	for _, p := range written(root, m.at()) {
		if n := entry(p.in, p.key()); m.touches(n) {
			paths = append(paths, words(p.path))
		}
	}
	switch {
	case m.Value != "":
		return edit.SetEach(text, m.Now, paths)
	case m.Drop != "":
		return edit.RemoveEach(text, paths)
	case m.List != "":
		return edit.ListEach(text, paths)
	}
	return moved(text, m, paths)
}

// touches is whether a move does something with the value of an entry.
func (m Move) touches(n *yaml.Node) bool {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch {
	case m.Value != "":
		return n.Kind == yaml.ScalarNode && n.Value == m.Was
	case m.List != "":
		return n.Kind != yaml.SequenceNode && !isNull(n)
	}
	return true
}

func kept(text []byte, root *yaml.Node, m Move) ([]byte, error) {
	var maps [][]string
	at := m.at()
	for _, p := range places(root, at) {
		if entry(p.in, p.key()) == nil {
			maps = append(maps, words(p.path[:len(p.path)-1]))
		}
	}
	return edit.PutEach(text, at[len(at)-1], m.Now, maps)
}

func moved(text []byte, m Move, paths [][]string) ([]byte, error) {
	at, to := m.at(), m.to()
	if strings.Join(at[:len(at)-1], ".") == strings.Join(to[:len(to)-1], ".") {
		return edit.RenameEach(text, to[len(to)-1], paths)
	}
	routes := make([]edit.Route, len(paths))
	for i, path := range paths {
		routes[i] = edit.Route{From: path, To: make([]string, len(to))}
		for j, key := range to {
			if routes[i].To[j] = key; key == every {
				routes[i].To[j] = path[j]
			}
		}
	}
	return edit.MoveEach(text, routes)
}

func words(path []any) []string {
	out := make([]string, len(path))
	for i, key := range path {
		switch key := key.(type) {
		case string:
			out[i] = key
		case int:
			out[i] = strconv.Itoa(key)
		}
	}
	return out
}

// same is whether two trees hold the same values. The order of a map's entries is none.
func same(a, b *yaml.Node) bool {
	for a.Kind == yaml.AliasNode {
		a = a.Alias
	}
	if a.Kind != b.Kind || len(a.Content) != len(b.Content) {
		return false
	}
	switch a.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(a.Content); i += 2 {
			value := entry(b, a.Content[i].Value)
			if value == nil || !same(a.Content[i+1], value) {
				return false
			}
		}
	case yaml.SequenceNode:
		for i := range a.Content {
			if !same(a.Content[i], b.Content[i]) {
				return false
			}
		}
	default:
		return a.ShortTag() == b.ShortTag() && a.Value == b.Value
	}
	return true
}
