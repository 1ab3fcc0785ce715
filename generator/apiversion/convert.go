package apiversion

import (
	"go.yaml.in/yaml/v3"
)

// Change is what a move did at one place.
type Change struct {
	Move
	// Path is the entry's as the user wrote it; of one that was not written, as it is now.
	Path []any
	// To is where it is now, of one that moved.
	To []any
	// Line and Col are where it was written, or the map that it is in; from 1.
	Line, Col int
}

// Fault is what keeps a document from being of the current version.
type Fault struct {
	// Path is where, as the user wrote it, and Instead what stands in the way.
	Path, Instead []any
	Line, Col     int
	// Taken is whether Instead is there, too; else it is around, and no map.
	Taken bool
}

// Converted is a document of the version before, as the current one has it.
type Converted struct {
	Root    *yaml.Node
	Changes []Change
	Faults  []Fault

	doc *document
}

// Convert follows moves in a copy of a document. Nodes keep their places in the
// user's text. The document's aliases must be bounded, and lead nowhere into
// themselves.
func Convert(root *yaml.Node, moves []Move) *Converted {
	c := &Converted{doc: newDocument(root)}
	c.Root = c.doc.root
	for _, m := range moves {
		c.follow(m)
	}
	return c
}

// follow makes one move wherever it applies, and returns what it did.
func (c *Converted) follow(m Move) []Change {
	before := len(c.Changes)
	if m.Keep != "" {
		for _, p := range places(c.Root, m.at()) {
			c.keep(m, p)
		}
		return c.Changes[before:]
	}
	for _, p := range written(c.Root, m.at()) {
		switch {
		case m.Move != "":
			c.move(m, p)
		case m.Value != "":
			c.value(m, p)
		case m.Drop != "":
			c.note(m, p, nil)
			c.remove(p, len(p.path))
		case m.List != "":
			c.list(m, p)
		}
	}
	return c.Changes[before:]
}

func (c *Converted) note(m Move, p place, to []any) {
	i := index(p.in, p.key())
	if i < 0 {
		c.Changes = append(c.Changes, Change{m, p.path, to, p.in.Line, p.in.Column})
		return
	}
	key := p.in.Content[i]
	c.Changes = append(c.Changes, Change{m, c.origin(p), to, key.Line, key.Column})
}

// origin is where an entry was written.
func (c *Converted) origin(p place) []any {
	if path, ok := c.doc.origins[entry(p.in, p.key())]; ok {
		return path
	}
	return p.path
}

func (c *Converted) value(m Move, p place) {
	n := entry(p.in, p.key())
	if n.Kind != yaml.ScalarNode || n.Value != m.Was {
		return
	}
	c.note(m, p, nil)
	n.Value, n.Tag, n.Style = m.Now, "!!str", 0
}

func (c *Converted) list(m Move, p place) {
	n := entry(p.in, p.key())
	if n.Kind == yaml.SequenceNode || isNull(n) {
		return
	}
	c.note(m, p, nil)
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: n.Line, Column: n.Column, Content: []*yaml.Node{n}}
	if was, known := c.doc.origins[n]; known { // one that was kept has none
		c.doc.origins[list] = was
	}
	p.in.Content[index(p.in, p.key())+1] = list
}

func (c *Converted) keep(m Move, p place) {
	if entry(p.in, p.key()) != nil {
		return
	}
	var doc yaml.Node
	if yaml.Unmarshal([]byte(m.Now), &doc) != nil || len(doc.Content) != 1 {
		return // a test holds the table against this
	}
	c.note(m, p, nil)
	value := doc.Content[0]
	value.Line, value.Column = p.in.Line, p.in.Column
	p.in.Content = append(p.in.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: p.key(), Line: p.in.Line, Column: p.in.Column}, value)
}

// remove takes an entry out, and the maps that it was alone in, as far as they
// are longer than a path of common elements.
func (c *Converted) remove(p place, common int) {
	for path := p.path; ; path = path[:len(path)-1] {
		in := c.Root
		for _, key := range path[:len(path)-1] {
			in = step(in, key)
		}
		i := index(in, path[len(path)-1].(string))
		in.Content = append(in.Content[:i:i], in.Content[i+2:]...)
		if len(in.Content) > 0 || len(path)-1 <= common {
			return
		}
	}
}
