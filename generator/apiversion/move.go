package apiversion

import (
	"go.yaml.in/yaml/v3"
)

// move puts an entry where it belongs now.
func (c *Converted) move(m Move, p place) {
	to := filled(m.to(), p.path)
	common := alike(p.path, to)
	n := entry(p.in, p.key())
	in, fault := c.mapAt(to, common)
	key := p.in.Content[index(p.in, p.key())]
	if fault == nil && entry(in, to[len(to)-1].(string)) != nil {
		fault = &Fault{Taken: true, Instead: c.From(to)}
	}
	if fault != nil {
		fault.Path, fault.Line, fault.Col = c.origin(p), key.Line, key.Column
		c.Faults = append(c.Faults, *fault)
		return
	}
	c.note(m, p, to)
	if in != p.in {
		c.remove(p, common)
		in.Content = append(in.Content, key, n)
	}
	key.Value, key.Style, key.Tag = to[len(to)-1].(string), 0, "!!str"
}

// alike is how many steps two paths begin with that are the same.
func alike(a, b []any) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// mapAt is the map that an entry goes to, which is made where it is not there:
// but not where something else than a map stands in the way.
func (c *Converted) mapAt(to []any, common int) (*yaml.Node, *Fault) {
	in := c.Root
	for i, key := range to[:len(to)-1] {
		next := step(in, key)
		if i < common {
			in = next
			continue
		}
		if next != nil && next.Kind != yaml.MappingNode && !isNull(next) {
			return nil, &Fault{Instead: c.From(to[:i+1])}
		}
		in = next
		if next == nil || isNull(next) {
			return c.made(to, i), nil
		}
	}
	return in, nil
}

// made makes the maps from a step on.
func (c *Converted) made(to []any, from int) *yaml.Node {
	in := c.Root
	for i, key := range to[:len(to)-1] {
		next := step(in, key)
		if i >= from {
			made := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: in.Line, Column: in.Column}
			if next != nil {
				in.Content[index(in, key.(string))+1] = made
				if was, known := c.doc.origins[next]; known {
					c.doc.origins[made] = was
				}
			} else {
				name := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key.(string), Line: in.Line, Column: in.Column}
				in.Content = append(in.Content, name, made)
			}
			next = made
		}
		in = next
	}
	return in
}

// From is what the user wrote at a path of the current version: the path in
// the user's own text, as far as that goes.
func (c *Converted) From(path []any) []any {
	n, at, rest := c.Root, []any(nil), path
	for i, key := range path {
		if n = step(n, key); n == nil {
			break
		}
		if origin, ok := c.doc.origins[n]; ok {
			at, rest = origin, path[i+1:]
		}
	}
	return append(append([]any{}, at...), rest...)
}

// To is the reverse: where what stands at a path of the user's text is in the
// current version.
func (c *Converted) To(path []any) []any {
	best, longest := append([]any{}, path...), -1
	var walk func(n *yaml.Node, at []any)
	walk = func(n *yaml.Node, at []any) {
		if origin, ok := c.doc.origins[n]; ok && len(origin) > longest && alike(origin, path) == len(origin) {
			best, longest = append(append([]any{}, at...), path[len(origin):]...), len(origin)
		}
		for i, child := range n.Content {
			switch {
			case n.Kind == yaml.SequenceNode:
				walk(child, below(at, i))
			case i%2 == 1:
				walk(child, below(at, n.Content[i-1].Value))
			}
		}
	}
	walk(c.Root, nil)
	return best
}
