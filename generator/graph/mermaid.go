package graph

import (
	"fmt"
	"strings"
)

// Mermaid writes the drawing as a flowchart of Mermaid's.
func (d *Drawing) Mermaid() []byte {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for i, box := range d.Boxes {
		indent := "  "
		if box.Title != "" {
			fmt.Fprintf(&b, "  subgraph b%d[%s]\n", i, mermaidText(box.Title))
			indent = "    "
		}
		for _, t := range box.Things {
			open, end := "[", "]"
			if t.Store {
				open, end = "[(", ")]"
			}
			fmt.Fprintf(&b, "%sn%d%s%s%s\n", indent, t.ID, open, mermaidText(t.Lines...), end)
		}
		if box.Title != "" {
			b.WriteString("  end\n")
		}
	}
	for _, a := range d.Arrows {
		line, label := "-->", ""
		if a.Weak {
			line = "-.->"
		}
		if a.Label != "" {
			label = "|" + mermaidText(a.Label) + "|"
		}
		fmt.Fprintf(&b, "  n%d %s%s n%d\n", a.From, line, label, a.To)
	}
	return []byte(b.String())
}

// mermaidPlain are the signs besides letters and digits that mean nothing to
// Mermaid within quotes. All others are written as numbers: a quote ends a text,
// a backtick begins Markdown, %% a comment, < an element and # a number.
const mermaidPlain = " .,:/_-=+@()"

func mermaidText(lines ...string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteString("<br>")
		}
		for _, r := range line {
			if r < ' ' || isPlain(r) {
				b.WriteRune(max(r, ' '))
				continue
			}
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	if b.Len() == 0 {
		b.WriteString(" ") // a text must not be empty
	}
	return `"` + b.String() + `"`
}

func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(mermaidPlain, r)
}
