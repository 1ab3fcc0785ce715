package generator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// sizes are the fleets that the benchmarks measure: as BenchmarkLoad/1000.
func sizes() []int { return []int{1, 100, 1000} }

func eachSize(b *testing.B, run func(b *testing.B, src generator.Sources, dir string)) {
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			write(b, dir, map[string]string{"platform.yaml": fleet(n, "")})
			b.ReportAllocs()
			run(b, sources(b), dir)
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	eachSize(b, func(b *testing.B, src generator.Sources, dir string) {
		for b.Loop() {
			load(b, src, dir)
		}
	})
}

func BenchmarkRender(b *testing.B) {
	eachSize(b, func(b *testing.B, src generator.Sources, dir string) {
		p := load(b, src, dir)
		for b.Loop() {
			renderTree(b, src, p)
		}
	})
}

// BenchmarkPlan compares with a repository that is up to date: what CI does.
func BenchmarkPlan(b *testing.B) {
	eachSize(b, func(b *testing.B, src generator.Sources, dir string) {
		p := load(b, src, dir)
		generate(b, src, dir)
		for b.Loop() {
			if c, err := generator.PlanPlatform(src, dir, p, generator.Options{}); err != nil || !c.Empty() {
				b.Fatal("not empty", err)
			}
		}
	})
}

// BenchmarkApply writes the whole repository into an empty folder.
func BenchmarkApply(b *testing.B) {
	eachSize(b, func(b *testing.B, src generator.Sources, dir string) {
		p := load(b, src, dir)
		i := 0
		for b.Loop() {
			b.StopTimer()
			out := filepath.Join(dir, fmt.Sprint("out", i))
			if err := os.Mkdir(out, 0o755); err != nil {
				b.Fatal(err)
			}
			c, err := generator.PlanPlatform(src, out, p, generator.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if err := c.Apply(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if err := os.RemoveAll(out); err != nil {
				b.Fatal(err)
			}
			i++
			b.StartTimer()
		}
	})
}
