package generator_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/svg"
	"github.com/slipway-platform/slipway/generator/platform"
)

func mustGraph(tb testing.TB, p *platform.Platform, cluster string, views ...string) *graph.Graph {
	tb.Helper()
	g, err := generator.Graph(sources(tb), p, cluster, views...)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// TestAGraphIsWhatThePlatformIs: of a fleet every cluster is there once with what
// it has, every unit with what it waits for, and two runs say the same.
func TestAGraphIsWhatThePlatformIs(t *testing.T) {
	p := mustLoad(t, fleet(t, 200))
	g := mustGraph(t, p, "", graph.Views()...)
	var sets []string
	for _, s := range g.Placement.Sets {
		for _, name := range s.Clusters {
			sets = append(sets, name)
			for _, placed := range s.Components {
				e, err := generator.Explain(p, name, placed.Name)
				if err != nil || e.Version != placed.Version || e.Variant != placed.Variant {
					t.Errorf("%s is %s %s on %s: %v, %v", placed.Name, placed.Version, placed.Variant, name, e, err)
				}
			}
		}
	}
	slices.Sort(sets)
	var names []string
	waves := map[string]int{}
	for _, u := range g.Dependencies.Units {
		waves[u.Name] = u.Wave
	}
	for _, c := range p.Clusters {
		names = append(names, c.Name)
		for _, placed := range c.Placements {
			var needs []string
			for _, e := range g.Dependencies.Needs(placed.Unit.Name) {
				needs = append(needs, e.To)
				if waves[e.To] >= waves[e.From] || (e.Kind == graph.Own) != (len(e.Capabilities) == 0) {
					t.Errorf("%+v, of waves %d and %d", e, waves[e.From], waves[e.To])
				}
			}
			if !slices.Equal(needs, placed.Needs) {
				t.Errorf("%s waits for %v, not for %v", placed.Unit.Name, placed.Needs, needs)
			}
		}
	}
	if topology := graph.Names(g.Topology.Clusters); !slices.Equal(sets, names) || !slices.Equal(topology, names) {
		t.Errorf("clusters %v\nare %v\nand %v", names, sets, topology)
	}
	if again := mustGraph(t, mustLoad(t, fleet(t, 200)), "", graph.Views()...); !bytes.Equal(asJSON(t, g), asJSON(t, again)) {
		t.Error("the same platform comes to another graph")
	}
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestADrawingOfAFleetCanBeLookedAt: Mermaid draws 500 arrows at most, and a
// picture opens at once.
func TestADrawingOfAFleetCanBeLookedAt(t *testing.T) {
	p := mustLoad(t, fleet(t, 1000))
	for _, view := range graph.Views() {
		g := mustGraph(t, p, "", view)
		if d := g.Draw(); len(d.Arrows) == 0 || len(d.Arrows) > 250 {
			t.Errorf("%s has %d arrows", view, len(d.Arrows))
		}
		if picture := svg.Of(g); len(picture) > 300_000 {
			t.Errorf("the picture of %s has %d bytes", view, len(picture))
		}
	}
}

// TestAGraphOfOneCluster holds that cluster alone, and the one that drives it.
func TestAGraphOfOneCluster(t *testing.T) {
	p := mustLoad(t, fleet(t, 30))
	g := mustGraph(t, p, "c0010", graph.Views()...)
	if len(g.Topology.Clusters) != 1 || !slices.Equal(g.Topology.Agents(), []string{"hub"}) || len(g.Placement.Sets) != 1 || g.Dependencies.Clusters != 1 {
		t.Errorf("%s", asJSON(t, g))
	}
	if _, err := generator.Graph(sources(t), p, "c001", graph.TopologyView); err == nil {
		t.Error("there is no such cluster")
	}
}

// BenchmarkGraph is every view and all drawings of it, after load.
func BenchmarkGraph(b *testing.B) {
	eachSize(b, func(b *testing.B, dir string) {
		p := mustLoad(b, dir)
		src := sources(b)
		agent, err := generator.Agent(src, p)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			for _, view := range graph.Views() {
				g := graph.Of(p, agent, p.Clusters, view)
				d := g.Draw()
				if len(d.Mermaid()) == 0 || len(d.DOT()) == 0 || len(svg.Of(g)) == 0 {
					b.Fatal("nothing is drawn")
				}
			}
		}
	})
}

// BenchmarkGraphPage is the page of all views, after load, and how large it is.
func BenchmarkGraphPage(b *testing.B) {
	eachSize(b, func(b *testing.B, dir string) {
		p, src := mustLoad(b, dir), sources(b)
		b.ReportAllocs()
		for b.Loop() {
			page, err := generator.GraphPage(src, p, "", graph.TopologyView)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(page)), "bytes")
		}
	})
}
