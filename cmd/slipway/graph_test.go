//go:build unix

package main

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator/graph"
)

// TestAGraphFitsATerminal whatever names are like: no line is longer than 80 columns.
func TestAGraphFitsATerminal(t *testing.T) {
	long := func(name string, i int) string { return fmt.Sprintf("%s-%0*d", name, 62-len(name), i) }
	g := &graph.Graph{
		Topology: &graph.Topology{Platform: long("p", 0), Topology: "hub", AgentTitle: "Argo CD", Repository: graph.Repository{
			URL: "https://git.example.com/" + strings.Repeat("folder/", 20) + "platform.git", Branch: long("branch", 0), Path: strings.Repeat("path/", 30)}},
		Dependencies: &graph.Dependencies{}, Placement: &graph.Placement{},
	}
	var all []string
	for i := range 300 {
		name, labels := long("c", i), map[string]string{long("key", i): long("value", i)}
		all = append(all, name)
		g.Topology.Clusters = append(g.Topology.Clusters, graph.Cluster{Name: name, Agent: name, Ring: long("ring", i), Groups: []string{long("group", i)}, Labels: labels})
		g.Topology.Rings = append(g.Topology.Rings, graph.Ring{Name: long("ring", i), Match: labels, Revision: long("revision", i), MaxUpdate: "10%", Clusters: []string{name}})
		g.Topology.Groups = append(g.Topology.Groups, graph.Group{Name: long("group", i), Match: labels, Clusters: []string{name}})
		placed := graph.Placed{Name: long("component", i), Version: long("version", i), Variant: "base"}
		g.Placement.Components = append(g.Placement.Components, graph.Component{Name: placed.Name, Version: placed.Version, Variant: "base", Clusters: 1})
		g.Placement.Sets = append(g.Placement.Sets, graph.Set{Clusters: all, Components: []graph.Placed{placed}})
		g.Dependencies.Units = append(g.Dependencies.Units, graph.Unit{Name: long("unit", i), Wave: i, Clusters: 300})
		g.Dependencies.Edges = append(g.Dependencies.Edges, graph.Edge{From: long("unit", i), To: long("unit", 0), Kind: graph.Uses, Capabilities: []string{long("capability", i)}})
	}
	g.Dependencies.Capabilities = []graph.Capability{{Name: long("capability", 0), ProvidedBy: all, RequiredBy: all, UsedBy: all}}
	for _, verbose := range []bool{false, true} {
		text := graphText(g, verbose)
		for line := range strings.Lines(text) {
			if line = strings.TrimRight(line, "\n"); utf8.RuneCountInString(line) > widest || strings.HasSuffix(line, " ") {
				t.Fatalf("%q", line)
			}
		}
		if lines := strings.Count(text, "\n"); verbose != (lines > 2000) {
			t.Errorf("%d lines, all of them asked for: %v", lines, verbose)
		}
	}
}

// TestColumnsAreNamedAsInSpreadsheets, however many there are.
func TestColumnsAreNamedAsInSpreadsheets(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := column(i); got != want {
			t.Errorf("%d is %s, not %s", i, got, want)
		}
	}
}

// TestTheDocsDrawTheGraph: the drawing in docs/graph.md is that of the README's platform.
func TestTheDocsDrawTheGraph(t *testing.T) {
	pages := docsPages(t)
	dir := scratch(t, runs, fenced(t, pages["README.md"], "kind: Platform"), "")
	said, err := sh(dir, "slipway graph dependencies -o mermaid")
	if want := fenced(t, pages["docs/graph.md"], "flowchart LR"); err != nil || said != want {
		t.Errorf("%v\n%s\nand the docs have\n%s", err, said, want)
	}
}
