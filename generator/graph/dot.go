package graph

import (
	"fmt"
	"strings"
)

// DOT writes the drawing in the language of Graphviz.
func (d *Drawing) DOT() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n  rankdir=LR;\n  node [shape=box];\n", dotText(d.Title))
	for i, box := range d.Boxes {
		indent := "  "
		if box.Title != "" {
			// Graphviz draws a box around what is in a subgraph of this name.
			fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=%s;\n", i, dotText(box.Title))
			indent = "    "
		}
		for _, t := range box.Things {
			shape := ""
			if t.Store {
				shape = ", shape=cylinder"
			}
			fmt.Fprintf(&b, "%sn%d [label=%s%s];\n", indent, t.ID, dotText(t.Lines...), shape)
		}
		if box.Title != "" {
			b.WriteString("  }\n")
		}
	}
	for _, a := range d.Arrows {
		var attributes []string
		if a.Label != "" {
			attributes = append(attributes, "label="+dotText(a.Label))
		}
		if a.Weak {
			attributes = append(attributes, "style=dashed")
		}
		fmt.Fprintf(&b, "  n%d -> n%d", a.From, a.To)
		if len(attributes) > 0 {
			b.WriteString(" [" + strings.Join(attributes, ", ") + "]")
		}
		b.WriteString(";\n")
	}
	b.WriteString("}\n")
	return []byte(b.String())
}

// dotText quotes lines: a backslash begins an escape there, and & one of HTML's.
func dotText(lines ...string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		plain := strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, line)
		out = append(out, escape.Replace(plain))
	}
	return `"` + strings.Join(out, `\n`) + `"`
}
