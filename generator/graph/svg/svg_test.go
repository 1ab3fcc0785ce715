package svg_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/svg"
)

var update = flag.Bool("update", false, "write the drawings in testdata")

// small is a platform in which everything occurs that is drawn; suffix ends each name.
func small(suffix string) *graph.Graph {
	n := func(name string) string { return name + suffix }
	ring := func(name string, match map[string]string, max any, clusters ...string) graph.Ring {
		return graph.Ring{Name: n(name), Match: match, Revision: n("main"), MaxUpdate: max, Clusters: clusters}
	}
	cluster := func(name, ring string, groups ...string) graph.Cluster {
		return graph.Cluster{Name: n(name), Agent: n("hub"), Revision: n("main"), Ring: n(ring), Groups: groups, Labels: map[string]string{"region": n("eu")}}
	}
	placed := func(name, version, variant string) graph.Placed {
		return graph.Placed{Name: n(name), Version: version, Variant: variant}
	}
	edge := func(from, to, kind string, capabilities ...string) graph.Edge {
		return graph.Edge{From: n(from), To: n(to), Kind: kind, Capabilities: capabilities}
	}
	sharded := func(c graph.Cluster, shard int) graph.Cluster {
		c.Shard = &shard
		return c
	}
	return &graph.Graph{
		Topology: &graph.Topology{
			Platform: n("acme"), Topology: "hub", AgentTitle: "Sveltos", Route: n("by way of Flux"), Repository: graph.Repository{URL: n("https://git.example.com/acme.git"), Branch: n("main"), Path: n("platforms")},
			Rings:    []graph.Ring{ring("canary", map[string]string{"ring": n("canary")}, 1, n("eu-1")), ring("stable", nil, "10%", n("hub"), n("us-1"))},
			Clusters: []graph.Cluster{cluster("eu-1", "canary", n("production")), sharded(cluster("hub", "stable"), 0), sharded(cluster("us-1", "stable", n("production"), n("edge")), 1)},
		},
		Dependencies: &graph.Dependencies{
			Clusters: 3,
			Units: []graph.Unit{{Name: n("cert-manager"), Clusters: 3}, {Name: n("reloader"), Clusters: 1}, {Name: n("store"), Clusters: 3},
				{Name: n("app"), Wave: 1, Clusters: 2}, {Name: n("cert-manager-config"), Wave: 1, Clusters: 3}, {Name: n("shop"), Wave: 2, Clusters: 3}},
			Edges: []graph.Edge{edge("app", "cert-manager", graph.Uses, n("certificates")), edge("app", "store", graph.Requires, n("storage")),
				edge("cert-manager-config", "cert-manager", graph.Own), edge("shop", "app", graph.Requires, n("apps")), edge("shop", "store", graph.Uses, n("storage"))},
		},
		Placement: &graph.Placement{
			Components: []graph.Component{{Name: n("app"), Version: "1.0.0", Variant: "base", Clusters: 2}, {Name: n("app"), Version: "2.0.0", Variant: "r-canary", Clusters: 1}, {Name: n("store"), Version: "1.0.0", Variant: "base", Clusters: 3}},
			Sets: []graph.Set{{Clusters: []string{n("hub"), n("us-1"), n("us-2")}, Components: []graph.Placed{placed("app", "1.0.0", "base"), placed("store", "1.0.0", "base")}},
				{Clusters: []string{n("eu-1")}, Components: []graph.Placed{placed("app", "2.0.0", "r-canary"), placed("store", "1.0.0", n("c-eu-1"))}}},
		},
	}
}

// views are the drawings of a graph by their names.
func views(g *graph.Graph) map[string][]byte {
	return map[string][]byte{
		graph.TopologyView:     svg.Of(&graph.Graph{Topology: g.Topology}),
		graph.DependenciesView: svg.Of(&graph.Graph{Dependencies: g.Dependencies}),
		graph.PlacementView:    svg.Of(&graph.Graph{Placement: g.Placement}),
	}
}

// TestDrawings are the same bytes everywhere; people look at those in testdata.
func TestDrawings(t *testing.T) {
	for view, got := range views(small("")) {
		file := filepath.Join("testdata", view+".svg")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is drawn otherwise (-update writes it): %v", view, err)
		}
	}
}

// hostile are texts by which a name would become more than a name.
var hostile = []string{`"><script>alert(1)</script>`, "</title></svg>", `" onload="x`, "&amp;&lt;", "]]>", "<!--", "-->", "\x00\x1b", "\xff", "日本語", strings.Repeat("w", 300), strings.Repeat("é", 300)}

// TestNoNameBreaksOut: whatever a name holds, it is a text, the elements are the
// same, and all of them are within the drawing.
func TestNoNameBreaksOut(t *testing.T) {
	plain := views(small("-x"))
	for _, text := range hostile {
		for view, got := range views(small(text)) {
			want, is := elements(t, plain[view]), elements(t, got)
			if fmt.Sprint(is.names) != fmt.Sprint(want.names) {
				t.Errorf("%s of %q has the elements\n%v\nand not\n%v", view, text, is.names, want.names)
			}
			if shown := strings.ToValidUTF8(text, "\uFFFD"); len(text) < 30 && !strings.ContainsAny(text, "\x00") && !strings.Contains(is.text, shown) {
				t.Errorf("%s of %q does not hold it", view, text)
			}
			overlap(t, view, is.boxes)
		}
	}
}

type drawn struct {
	names []string
	text  string
	boxes []rectangle
}

type rectangle struct{ x, y, right, bottom int }

// elements reads a drawing as XML.
func elements(t *testing.T, drawing []byte) (d drawn) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(drawing))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return d
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, drawing)
		}
		switch token := token.(type) {
		case xml.CharData:
			d.text += string(token)
		case xml.StartElement:
			name := token.Name.Local
			attributes := map[string]string{}
			for _, a := range token.Attr {
				attributes[a.Name.Local] = a.Value
				name += " " + a.Name.Local
			}
			d.names = append(d.names, name)
			if class := attributes["class"]; class == "g-box" || class == "g-agent" {
				var x, y, w, h int
				if _, err := fmt.Sscan(attributes["x"]+" "+attributes["y"]+" "+attributes["width"]+" "+attributes["height"], &x, &y, &w, &h); err != nil {
					t.Fatal(err)
				}
				d.boxes = append(d.boxes, rectangle{x, y, x + w, y + h})
			}
		}
	}
}

func overlap(t *testing.T, view string, boxes []rectangle) {
	t.Helper()
	for i, a := range boxes {
		for _, b := range boxes[i+1:] {
			if a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom {
				t.Errorf("in %s %v is over %v", view, a, b)
			}
		}
	}
}

// TestAWayBackIsDrawn: where clusters differ, a unit may wait for one whose
// greatest wave is behind its own.
func TestAWayBackIsDrawn(t *testing.T) {
	d := &graph.Dependencies{Clusters: 2,
		Units: []graph.Unit{{Name: "a"}, {Name: "b", Wave: 1}, {Name: "c", Wave: 2}, {Name: "d", Wave: 3}},
		Edges: []graph.Edge{{From: "b", To: "a", Kind: graph.Requires}, {From: "b", To: "d", Kind: graph.Uses}, {From: "c", To: "c", Kind: graph.Own}}}
	got := elements(t, svg.Of(&graph.Graph{Dependencies: d}))
	if len(got.boxes) != 4 {
		t.Errorf("%v", got.boxes)
	}
	overlap(t, graph.DependenciesView, got.boxes)
}
