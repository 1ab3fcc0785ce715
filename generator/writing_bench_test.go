package generator_test

import (
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
)

// mostTimesTar is how many times as long as tar's unpacking of the same files writing may take.
const mostTimesTar = 3

// BenchmarkWritingBesideTar writes a thousand clusters of 45 components, and has tar unpack the same files beside that, in turns: how long
// either takes depends on the disk and on what else goes on, and how they compare does not.
func BenchmarkWritingBesideTar(b *testing.B) {
	tar, err := exec.LookPath("tar")
	if err != nil {
		b.Skip("skipped: there is no tar to compare with")
	}
	src := sources(b)
	for _, agent := range agentNames(b) {
		b.Run("agent="+agent, func(b *testing.B) {
			dir, input := b.TempDir(), fleettest.Large(agent, 1000)
			write(b, dir, "platform.yaml", input)
			p := mustLoad(b, dir)
			apply(b, dir)
			archive := filepath.Join(b.TempDir(), "tree.tar")
			run(b, tar, "-cf", archive, "-C", dir, ".")
			files := filesIn(b, dir)
			var wrote, unpacked time.Duration
			for b.Loop() {
				into := b.TempDir()
				write(b, into, "platform.yaml", input)
				c, err := generator.PlanPlatform(src, into, p, generator.Options{})
				if err != nil {
					b.Fatal(err)
				}
				wrote += took(func() { err = c.Apply(b.Context()) })
				if err != nil {
					b.Fatal(err)
				}
				if got := filesIn(b, into); got != files {
					b.Fatalf("%d files were written, and tar has %d", got, files)
				}
				beside := b.TempDir()
				unpacked += took(func() { run(b, tar, "-xf", archive, "-C", beside) })
			}
			ratio := wrote.Seconds() / unpacked.Seconds()
			b.ReportMetric(wrote.Seconds()/float64(b.N), "apply-s/op")
			b.ReportMetric(unpacked.Seconds()/float64(b.N), "tar-s/op")
			b.ReportMetric(ratio, "times-tar")
			if ratio > mostTimesTar {
				b.Errorf("%d files took %.1f times as long as tar, more than %d", files, ratio, mostTimesTar)
			}
		})
	}
}

func took(work func()) time.Duration {
	start := time.Now()
	work()
	return time.Since(start)
}

func run(tb testing.TB, name string, args ...string) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), name, args...)
	cmd.Stdout = io.Discard
	if err := cmd.Run(); err != nil {
		tb.Fatalf("%s %v: %v", name, args, err)
	}
}

func filesIn(tb testing.TB, dir string) (n int) {
	tb.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return n
}
