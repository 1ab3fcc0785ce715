package generator_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// sizes are numbers of clusters.
var sizes = [...]int{1, 100, 1000}

func eachSize(b *testing.B, run func(b *testing.B, dir string)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("clusters=%d", n), func(b *testing.B) { run(b, fleet(b, n)) })
	}
}

// eachFleet runs for every agent at every size.
func eachFleet(b *testing.B, run func(b *testing.B, dir string)) {
	for _, agent := range agentNames(b) {
		for _, n := range sizes {
			b.Run(fmt.Sprintf("agent=%s/clusters=%d", agent, n), func(b *testing.B) { run(b, fleetOf(b, agent, n)) })
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	src := sources(b)
	eachSize(b, func(b *testing.B, dir string) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := generator.Load(src, dir); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	src := sources(b)
	eachFleet(b, func(b *testing.B, dir string) {
		p := mustLoad(b, dir)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := generator.Render(src, p); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPlan is the whole of a generate that finds nothing to do, but for Load.
func BenchmarkPlan(b *testing.B) {
	src := sources(b)
	eachFleet(b, func(b *testing.B, dir string) {
		p := mustLoad(b, dir)
		apply(b, dir)
		b.ReportAllocs()
		for b.Loop() {
			c, err := generator.PlanPlatform(src, dir, p, generator.Options{})
			if err != nil || !c.Empty() {
				b.Fatal(err, "or something to do")
			}
		}
	})
}

// BenchmarkApply writes everything from nothing.
func BenchmarkApply(b *testing.B) {
	src := sources(b)
	eachFleet(b, func(b *testing.B, dir string) {
		p := mustLoad(b, dir)
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			for _, path := range []string{"gitops", "overrides", ".slipway", "slipway.lock"} {
				if err := os.RemoveAll(dir + "/" + path); err != nil {
					b.Fatal(err)
				}
			}
			c, err := generator.PlanPlatform(src, dir, p, generator.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if err := c.Apply(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func apply(tb testing.TB, dir string) {
	tb.Helper()
	c, err := generator.Plan(sources(tb), dir, generator.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if err := c.Apply(tb.Context()); err != nil {
		tb.Fatal(err)
	}
}
