package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// page is text for people, as wide as the terminal that it goes to.
type page struct {
	bytes.Buffer
	out    io.Writer
	width  int
	colour bool
}

// page begins a text for stdout: 80 columns and no colours where that is no
// terminal.
func (a *app) page() *page {
	width, _, terminal := size(a.out)
	if !terminal {
		width = widest
	}
	return &page{out: a.out, width: width, colour: terminal && a.colours()}
}

func (p *page) paint(how, text string) string { return paint(p.colour, how, text) }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// table writes rows of cells in columns, each row on one line that is cut where
// the page ends. The first cell is a mark, of which columns are as wide as is
// said; a column whose cells are all empty is left out.
func (p *page) table(rows [][]string, marks int) {
	if len(rows) == 0 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	widths[0] = marks
	for _, row := range rows {
		p.row(row, widths)
	}
}

func (p *page) row(cells []string, widths []int) {
	var b strings.Builder
	for i, cell := range cells {
		if widths[i] > 0 {
			b.WriteString("  " + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)))
		}
	}
	text := fit(strings.TrimRight(b.String(), " "), p.width)
	if cells[0] != "" {
		text = strings.Replace(text, cells[0], p.paint(fine, cells[0]), 1)
	}
	p.line("%s", text)
}

// columns writes rows below a head, each on one line that is cut where the page
// ends, and ends the page. A column that has nothing below its head is left out.
func (p *page) columns(rows [][]string) error {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		var cells []string
		for i, cell := range row {
			if slices.ContainsFunc(rows[1:], func(row []string) bool { return row[i] != "" }) {
				cells = append(cells, cell)
			}
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		p.line("%s", fit(strings.TrimRight(line, " \n"), p.width))
	}
	return p.write()
}

// write ends the page.
func (p *page) write() error {
	_, err := p.WriteTo(p.out)
	return err
}

// section begins a part of a page that reads like a manual.
func (p *page) section(title string) {
	if p.Len() > 0 {
		p.line("")
	}
	p.line("%s", p.paint(strong, title))
}

// text writes a paragraph, broken at its spaces and indented.
func (p *page) text(indent int, text string) {
	begin := strings.Repeat(" ", indent)
	for _, line := range wrap(text, max(p.width-indent, 20)) {
		p.line("%s", begin+line)
	}
}

// entries writes words and what is said of them beside each other; a word that is
// that of the line before is not said again.
func (p *page) entries(indent int, list []entry) {
	width, last := 0, ""
	for _, t := range list {
		width = max(width, utf8.RuneCountInString(t.name))
	}
	for _, t := range list {
		if t.text == "" {
			continue
		}
		name := t.name
		if name == last {
			name = ""
		}
		last = t.name
		begin := strings.Repeat(" ", indent) + fmt.Sprintf("%-*s  ", width, name)
		for n, line := range hanging(begin, t.text, p.width) {
			if n == 0 && name != "" {
				line = strings.Replace(line, name, p.paint(accent, name), 1)
			}
			p.line("%s", line)
		}
	}
}

// list writes a section with a line for each item; without items there is none.
func (p *page) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	p.section(title)
	for _, item := range items {
		p.text(2, item)
	}
}

// named writes a paragraph that begins with a name, which stands out.
func (p *page) named(indent int, how, name, text string) {
	for n, line := range hanging(strings.Repeat(" ", indent), name+text, p.width) {
		if n == 0 {
			line = strings.Replace(line, name, p.paint(how, name), 1)
		}
		p.line("%s", line)
	}
}
