package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/slipway-platform/slipway/generator/graph"
)

// graphText is a graph for people, in lines of 80 columns; all shows what is
// otherwise counted.
func graphText(g *graph.Graph, all bool) string {
	w := &graphWriter{all: all}
	for _, view := range []struct {
		name  string
		there bool
		write func()
	}{
		{graph.TopologyView, g.Topology != nil, func() { w.topology(g.Topology) }},
		{graph.DependenciesView, g.Dependencies != nil, func() { w.dependencies(g.Dependencies) }},
		{graph.PlacementView, g.Placement != nil, func() { w.placement(g.Placement) }},
	} {
		if view.there {
			if w.Len() > 0 {
				w.WriteString("\n")
			}
			view.write()
		}
	}
	return w.String()
}

type graphWriter struct {
	bytes.Buffer
	all bool
}

func (w *graphWriter) wrapped(text string) {
	for _, line := range wrap(text, widest) {
		w.WriteString(line + "\n")
	}
}

// table writes rows below a blank line; without rows there is nothing.
func (w *graphWriter) table(head string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	var text bytes.Buffer
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, head)
	for _, row := range rows {
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	_ = t.Flush() // into memory
	w.WriteString("\n")
	for line := range strings.Lines(text.String()) {
		w.WriteString(fit(strings.TrimRight(line, " \n"), widest) + "\n")
	}
}

// names are some, or all where all is asked for.
func (w *graphWriter) names(names []string) string {
	if w.all {
		return strings.Join(names, ", ")
	}
	return some(names, few)
}

func (w *graphWriter) topology(t *graph.Topology) {
	repository := "repository: " + t.Repository.URL + ", " + t.Repository.Branch
	if t.Repository.Path != "" {
		repository += ", folder " + t.Repository.Path
	}
	w.wrapped("platform: " + t.Platform + ", topology " + t.Topology)
	w.wrapped(repository)
	w.wrapped("agent: " + t.AgentTitle + " on " + w.names(t.Agents()))
	if t.Route != "" {
		w.wrapped("from Git: " + t.Route)
	}
	var rows [][]string
	for _, r := range t.Rings {
		rows = append(rows, []string{r.Name, fmt.Sprint(len(r.Clusters)), cmp.Or(pairs(r.Match, ", "), "the rest"), r.Revision, maxUpdate(r)})
	}
	w.table("RING\tCLUSTERS\tMATCH\tREVISION\tMAX UPDATE", rows)
	rows = nil
	for _, g := range t.Groups {
		rows = append(rows, []string{g.Name, fmt.Sprint(len(g.Clusters)), pairs(g.Match, ", ")})
	}
	w.table("GROUP\tCLUSTERS\tMATCH", rows)
	rows = nil
	heading := "CLUSTER\tRING\tGROUPS\tLABELS"
	for _, set := range t.Alike() {
		labels := fmt.Sprintf("%d clusters", len(set))
		if len(set) == 1 {
			labels = pairs(set[0].Labels, ", ")
		}
		row := []string{some(graph.Names(set), 3), cmp.Or(set[0].Ring, "-"), cmp.Or(strings.Join(set[0].Groups, ", "), "-")}
		if shards := graph.Shards(set); shards != "" {
			row, heading = append(row, shards), "CLUSTER\tRING\tGROUPS\tSHARD\tLABELS"
		}
		rows = append(rows, append(row, labels))
	}
	w.table(heading, rows)
}

func maxUpdate(r graph.Ring) string {
	if r.MaxUpdate == nil {
		return "-"
	}
	return fmt.Sprint(r.MaxUpdate)
}

// pairs writes labels as people type them, sorted by key.
func pairs(labels map[string]string, between string) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		out = append(out, key+"="+labels[key])
	}
	return strings.Join(out, between)
}

func (w *graphWriter) dependencies(d *graph.Dependencies) {
	w.wrapped(fmt.Sprintf("dependencies: %s on %s", count(len(d.Units), "unit"), count(d.Clusters, "cluster")))
	var rows [][]string
	for _, u := range d.Units {
		row := []string{fmt.Sprint(u.Wave), u.Name, fmt.Sprint(u.Clusters)}
		for _, need := range d.Needs(u.Name) {
			rows = append(rows, append(row, need.To, reason(need)))
			row = []string{"", "", ""}
		}
		if row[1] != "" {
			rows = append(rows, append(row, "-", ""))
		}
	}
	w.table("WAVE\tUNIT\tCLUSTERS\tWAITS FOR\tBECAUSE", rows)
	rows = nil
	for _, c := range d.Capabilities {
		rows = append(rows, beside(w.listed([]string{c.Name}), w.listed(c.ProvidedBy), w.listed(c.RequiredBy), w.listed(c.UsedBy))...)
	}
	w.table("CAPABILITY\tPROVIDED BY\tREQUIRED BY\tUSED BY", rows)
}

func reason(e graph.Edge) string {
	if e.Kind == graph.Own {
		return "same component"
	}
	return e.Kind + " " + strings.Join(e.Capabilities, ", ")
}

// listed are names below each other; the last counts those that are too many.
func (w *graphWriter) listed(names []string) []string {
	switch {
	case len(names) == 0:
		return []string{"-"}
	case len(names) <= few || w.all:
		return names
	}
	return append(slices.Clone(names[:few-1]), fmt.Sprintf("and %d more", len(names)-few+1))
}

// beside makes rows of lists that stand beside each other.
func beside(lists ...[]string) (rows [][]string) {
	for i := 0; ; i++ {
		row, there := make([]string, len(lists)), false
		for j, list := range lists {
			if i < len(list) {
				row[j], there = list[i], true
			}
		}
		if !there {
			return rows
		}
		rows = append(rows, row)
	}
}
