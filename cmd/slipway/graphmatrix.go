package main

import (
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/generator/graph"
)

const (
	columnWidth = 4  // of a set of clusters, in a matrix
	columns     = 10 // of them that stand beside each other
)

// placement writes what is where as a matrix; where there are too many columns,
// the smallest sets are counted, or stand in a matrix of their own.
func (w *graphWriter) placement(p *graph.Placement) {
	var clusters int
	for _, s := range p.Sets {
		clusters += len(s.Clusters)
	}
	w.wrapped(fmt.Sprintf("placement: %s on %s", count(len(p.Components), "component version"), count(clusters, "cluster")))
	for from := 0; from < len(p.Sets); from += columns {
		if from > 0 && !w.all {
			rest := 0
			for _, s := range p.Sets[from:] {
				rest += len(s.Clusters)
			}
			w.wrapped(fmt.Sprintf("\n… %s in %s (-v shows them)", count(rest, "more cluster"), count(len(p.Sets)-from, "more column")))
			break
		}
		w.matrix(p.Components, p.Sets[from:min(from+columns, len(p.Sets))], from)
	}
	w.wrapped("\nx: there, o: there with other values, .: not there")
}

func (w *graphWriter) matrix(components []graph.Component, sets []graph.Set, first int) {
	head := "COMPONENT\tVERSION\t"
	for i := range sets {
		head += fmt.Sprintf("%-*s", columnWidth, column(first+i))
	}
	var rows [][]string
	for _, c := range components {
		marks := ""
		for _, s := range sets {
			marks += fmt.Sprintf("%-*s", columnWidth, mark(c, s))
		}
		if strings.Trim(marks, ". ") != "" {
			rows = append(rows, []string{fit(c.Name, 24), fit(c.Version, 12), marks})
		}
	}
	w.table(head, rows)
	w.WriteString("\n")
	for i, s := range sets {
		name := fmt.Sprintf("%-*s", columnWidth, column(first+i)+":")
		for j, line := range wrap(w.names(s.Clusters), widest-columnWidth) {
			if j > 0 {
				name = strings.Repeat(" ", columnWidth)
			}
			w.WriteString(name + line + "\n")
		}
	}
}

func mark(c graph.Component, s graph.Set) string {
	switch s.Of(c) {
	case "":
		return "."
	case c.Variant:
		return "x"
	}
	return "o"
}

// column names a column as spreadsheets do: A to Z, AA and so on.
func column(i int) string {
	name := string(rune('A' + i%26))
	if i >= 26 {
		return column(i/26-1) + name
	}
	return name
}
