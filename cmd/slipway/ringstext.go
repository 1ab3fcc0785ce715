package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator/rings"
)

const (
	ringNameWidth    = 24 // of a component or a ring
	ringVersionWidth = 14
	gap              = 2 // between columns
)

// ringsText is a matrix for people, in lines of 80 columns: rings that do not
// fit beside each other stand below, behind the components again.
func ringsText(m *rings.Matrix, clusters int) string {
	if len(m.Rings) == 0 {
		return fmt.Sprintf("%s has no rings: all of its %s get a version at once\n", m.Platform, count(clusters, "cluster"))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s, %s, %s\n", m.Platform, count(clusters, "cluster"), count(len(m.Rings), "ring"), count(len(m.Components), "component"))
	cells := ringCells(m)
	for from := 0; from < len(m.Rings); {
		to := fitting(cells, from)
		fmt.Fprintln(&b)
		ringBlock(&b, cells, from, to)
		from = to
	}
	b.WriteString("\n(n): how many clusters; *: the ring pins it; !: not as in the ring before;\n+1: one version more on some of its clusters, by a group or a cluster; -: none\n")
	return b.String()
}

// ringCells are the matrix's rows below its head: the component, the catalog's version, the rings.
func ringCells(m *rings.Matrix) [][]string {
	head := []string{"COMPONENT", "CATALOG"}
	for _, r := range m.Rings {
		head = append(head, fmt.Sprintf("%s (%d)", fit(r.Name, ringNameWidth), r.Clusters))
	}
	rows := [][]string{head}
	for _, c := range m.Components {
		row := []string{fit(c.Name, ringNameWidth), fit(cmp.Or(c.Catalog, "-"), ringVersionWidth)}
		for _, cell := range c.Rings {
			row = append(row, ringCell(cell))
		}
		rows = append(rows, row)
	}
	return rows
}

func ringCell(c rings.Cell) string {
	text := cmp.Or(c.Pin, "-")
	if len(c.Versions) > 0 {
		text = c.Versions[0].Version
	}
	text = fit(text, ringVersionWidth)
	if c.Pin != "" {
		text += "*"
	}
	if more := len(c.Versions) - 1; more > 0 {
		text += fmt.Sprintf(" +%d", more)
	}
	if c.Differs {
		text += " !"
	}
	return text
}

// fitting is behind the last ring, from the one given, that fits on a line.
func fitting(cells [][]string, from int) int {
	used := columnOf(cells, 0) + gap + columnOf(cells, 1)
	for ring := from; ring < len(cells[0])-2; ring++ {
		if used += gap + columnOf(cells, ring+2); used > widest && ring > from {
			return ring
		}
	}
	return len(cells[0]) - 2
}

// columnOf is how wide a column is.
func columnOf(cells [][]string, column int) int {
	width := 0
	for _, row := range cells {
		width = max(width, utf8.RuneCountInString(row[column]))
	}
	return width
}

func ringBlock(b *bytes.Buffer, cells [][]string, from, to int) {
	var table bytes.Buffer
	t := tabwriter.NewWriter(&table, 0, 0, gap, ' ', 0)
	for _, row := range cells {
		fmt.Fprintln(t, strings.Join(append(row[:2:2], row[from+2:to+2]...), "\t"))
	}
	_ = t.Flush() // into memory
	for line := range strings.Lines(table.String()) {
		fmt.Fprintln(b, strings.TrimRight(line, " \n"))
	}
}
