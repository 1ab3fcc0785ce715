package apiversion

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// document is a tree that is changed, and where each of its nodes was written.
type document struct {
	root    *yaml.Node
	origins map[*yaml.Node][]any
}

// newDocument copies a tree, with what aliases stand for in their place: one of
// them may be moved, and the others not. Who calls it has bounded what they add up to.
func newDocument(root *yaml.Node) *document {
	d := &document{origins: map[*yaml.Node][]any{}}
	d.root = d.copied(root, nil)
	return d
}

func (d *document) copied(n *yaml.Node, path []any) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	out := *n
	out.Content, out.Anchor = slices.Clone(n.Content), ""
	d.origins[&out] = path
	for i, child := range n.Content {
		switch {
		case n.Kind == yaml.SequenceNode:
			out.Content[i] = d.copied(child, below(path, i))
		case i%2 == 1:
			out.Content[i] = d.copied(child, below(path, n.Content[i-1].Value))
		default:
			key := *child
			out.Content[i] = &key
		}
	}
	return &out
}

func below(path []any, step any) []any { return append(slices.Clip(path), step) }

// place is an entry that a move is about.
type place struct {
	path []any // to it, as the document is now
	in   *yaml.Node
}

func (p place) key() string { return p.path[len(p.path)-1].(string) }

// places finds the entries that a path leads to, whether they are there or not:
// the maps that they are in are.
func places(root *yaml.Node, path []string) []place {
	var out []place
	var walk func(n *yaml.Node, rest []string, at []any)
	walk = func(n *yaml.Node, rest []string, at []any) {
		switch {
		case n == nil:
		case len(rest) == 1 && n.Kind == yaml.MappingNode:
			out = append(out, place{below(at, rest[0]), n})
		case len(rest) == 1:
		case rest[0] != every:
			walk(entry(n, rest[0]), rest[1:], below(at, rest[0]))
		case n.Kind == yaml.SequenceNode:
			for i, item := range n.Content {
				walk(item, rest[1:], below(at, i))
			}
		case n.Kind == yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				walk(n.Content[i+1], rest[1:], below(at, n.Content[i].Value))
			}
		}
	}
	walk(root, path, nil)
	return out
}

// written are the places whose entry is there.
func written(root *yaml.Node, path []string) []place {
	return slices.DeleteFunc(places(root, path), func(p place) bool { return entry(p.in, p.key()) == nil })
}

// index is where the key of an entry stands in its map; -1 where it is not there.
func index(n *yaml.Node, key string) int {
	if n == nil || n.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// entry is the value of a key, nil where there is none.
func entry(n *yaml.Node, key string) *yaml.Node {
	if i := index(n, key); i >= 0 {
		return n.Content[i+1]
	}
	return nil
}

// step goes one key or number down.
func step(n *yaml.Node, to any) *yaml.Node {
	switch to := to.(type) {
	case string:
		return entry(n, to)
	case int:
		if n != nil && n.Kind == yaml.SequenceNode && to >= 0 && to < len(n.Content) {
			return n.Content[to]
		}
	}
	return nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// filled is a path of a move with what stands for each * where it is.
func filled(path []string, at []any) []any {
	out := make([]any, len(path))
	for i, key := range path {
		if out[i] = key; key == every {
			out[i] = at[i]
		}
	}
	return out
}
