package tree

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fleet is the tree of a platform with so many clusters: about 300 files of components and one for each
// cluster, of one to two kilobytes.
func fleet(b testing.TB, clusters int) *Tree {
	t := &Tree{}
	line := "key: a value of ordinary length that stands for many others like it\n"
	for i := range 30 {
		for j := range 10 {
			p := fmt.Sprintf("gitops/components/c-%02d/base/file-%d.yaml", i, j)
			must(b, t.Add(p, []byte(strings.Repeat(line, 15+j+i%5)), Owned))
		}
	}
	for i := range clusters {
		p := fmt.Sprintf("gitops/clusters/cluster-%04d/cluster.yaml", i)
		must(b, t.Add(p, []byte(strings.Repeat(line, 15+i%15)), Owned))
	}
	return t
}

func eachFleet(b *testing.B, run func(b *testing.B, t *Tree)) {
	for _, clusters := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("clusters=%d", clusters), func(b *testing.B) {
			b.ReportAllocs()
			run(b, fleet(b, clusters))
		})
	}
}

// BenchmarkPlan plans a folder in which nothing changed.
func BenchmarkPlan(b *testing.B) {
	eachFleet(b, func(b *testing.B, t *Tree) {
		dir := b.TempDir()
		must(b, plan(b, dir, t, Options{}).Apply(b.Context()))
		for b.Loop() {
			if !plan(b, dir, t, Options{}).Empty() {
				b.Fatal("not empty")
			}
		}
	})
}

// BenchmarkApply writes an empty folder; planning it is not counted.
func BenchmarkApply(b *testing.B) {
	fromNothing(b, func(c *Changes) error { return c.Apply(b.Context()) })
}

// BenchmarkPlainWrite is what the disk needs for the same files when nothing is atomic, synced or checked.
func BenchmarkPlainWrite(b *testing.B) {
	fromNothing(b, func(c *Changes) error {
		for _, f := range c.tree.Files() {
			name := filepath.Join(c.dir, f.Path)
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(name, f.Data, 0o644); err != nil {
				return err
			}
		}
		return nil
	})
}

func fromNothing(b *testing.B, apply func(*Changes) error) {
	eachFleet(b, func(b *testing.B, t *Tree) {
		top := b.TempDir()
		for i := 0; b.Loop(); i++ {
			b.StopTimer()
			dir := filepath.Join(top, fmt.Sprint(i))
			must(b, os.Mkdir(dir, 0o755))
			c := plan(b, dir, t, Options{})
			b.StartTimer()
			must(b, apply(c))
			b.StopTimer()
			must(b, os.RemoveAll(dir))
			b.StartTimer()
		}
	})
}

// BenchmarkApplyOne changes one file of the fleet, which is what most runs do.
func BenchmarkApplyOne(b *testing.B) {
	eachFleet(b, func(b *testing.B, t *Tree) {
		dir := b.TempDir()
		must(b, plan(b, dir, t, Options{}).Apply(b.Context()))
		for i := 0; b.Loop(); i++ {
			other := &Tree{}
			must(b, other.Add("gitops/clusters/cluster-0000/cluster.yaml", []byte(fmt.Sprint("n: ", i)), Owned))
			f, _ := other.File("gitops/clusters/cluster-0000/cluster.yaml")
			t.files[f.Path] = f
			must(b, plan(b, dir, t, Options{}).Apply(b.Context()))
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		fleet(b, 1000)
	}
}
