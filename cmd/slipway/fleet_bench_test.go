package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/fleettest"
)

// measured is the folder of a platform, and what processes that worked on it took.
type measured struct {
	b        *testing.B
	dir      string
	clusters int
	started  int
	cpu      time.Duration
	memory   int64 // the most of any, in bytes; 0 where the system does not say
}

const (
	// mostGrowth is how many times as much ten times the clusters may take: linear, and a bit for chance.
	mostGrowth = 12
	// mostMemory is how many MiB generate may take at 1,000 clusters.
	mostMemory = 400
)

// eachFleet measures processes on fleets of 45 components, at each size, and fails where
// they take more than in proportion to it. Time on a busy machine says little: cpu-s/op,
// divided by the number of cores, is what a quiet one needs at least.
func eachFleet(b *testing.B, sizes []int, run func(f *measured)) {
	cpu := map[int]float64{}
	for _, n := range sizes {
		b.Run(fmt.Sprintf("clusters=%d", n), func(b *testing.B) {
			f := &measured{b: b, dir: b.TempDir(), clusters: n}
			f.write("platform.yaml", fleettest.Large("argocd", n))
			run(f)
			cpu[n] = f.cpu.Seconds() / float64(f.started)
			b.ReportMetric(cpu[n], "cpu-s/op")
			b.ReportMetric(float64(f.memory>>20), "rss-MB")
		})
		if smaller, measured := cpu[n/10]; measured && cpu[n] > mostGrowth*smaller {
			b.Errorf("%d clusters take %.2f s of a core, %.1f times what %d take: more than %d", n, cpu[n], cpu[n]/smaller, n/10, mostGrowth)
		}
	}
}

func (f *measured) write(name, text string) {
	f.b.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o644); err != nil {
		f.b.Fatal(err)
	}
}

// run starts a program in the fleet's folder, and measures it.
func (f *measured) run(wantCode int, args ...string) {
	f.b.Helper()
	cmd := exec.CommandContext(f.b.Context(), args[0], args[1:]...)
	cmd.Dir = f.dir
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != wantCode {
		f.b.Fatalf("%v: %v\n%s", args, err, out)
	}
	f.started++
	f.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	f.memory = max(f.memory, maxRSS(cmd.ProcessState))
}

// aside runs what is not measured.
func (f *measured) aside(work func()) {
	f.b.StopTimer()
	was := *f
	work()
	*f = was
	f.b.StartTimer()
}

func (f *measured) clear() {
	for _, name := range []string{"gitops", "overrides", ".slipway", "slipway.lock"} {
		if err := os.RemoveAll(filepath.Join(f.dir, name)); err != nil {
			f.b.Fatal(err)
		}
	}
}

// eachGenerated is eachFleet for generate, whose memory is bounded.
func eachGenerated(b *testing.B, run func(f *measured)) {
	eachFleet(b, []int{100, 1000, 10000}, func(f *measured) {
		run(f)
		if f.clusters == 1000 && f.memory>>20 > mostMemory {
			f.b.Errorf("%d MiB, more than %d", f.memory>>20, mostMemory)
		}
	})
}

// BenchmarkGenerateFromNothing: 1,000 clusters within 1.8 s, 10,000 within 12 s.
func BenchmarkGenerateFromNothing(b *testing.B) {
	eachGenerated(b, func(f *measured) {
		for b := f.b; b.Loop(); {
			f.aside(f.clear)
			f.run(0, "slipway", "generate")
		}
	})
}

// BenchmarkGenerateNothingToDo: 1,000 clusters within 0.8 s.
func BenchmarkGenerateNothingToDo(b *testing.B) {
	eachGenerated(b, func(f *measured) {
		f.aside(func() { f.run(0, "slipway", "generate") })
		for b := f.b; b.Loop(); {
			f.run(0, "slipway", "generate")
		}
	})
}

// BenchmarkGenerateOneCluster: 1,000 clusters, one of which changed, within 0.9 s.
func BenchmarkGenerateOneCluster(b *testing.B) {
	eachGenerated(b, func(f *measured) {
		f.aside(func() { f.run(0, "slipway", "generate") })
		address := func(i int) string { return fmt.Sprintf("[192.0.%d.7/32]", i%2*100) }
		for i, b := 0, f.b; b.Loop(); i++ {
			f.aside(func() { f.replace(address(i), address(i+1)) })
			f.run(0, "slipway", "generate")
		}
	})
}

// BenchmarkDiffOneComponent: one component changed on two of three clusters,
// against a revision; 1,000 clusters within 2 s.
func BenchmarkDiffOneComponent(b *testing.B) {
	eachFleet(b, []int{100, 1000}, func(f *measured) {
		f.aside(func() {
			f.run(0, "slipway", "generate")
			for _, args := range [][]string{{"init", "--quiet"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "all"}} {
				f.run(0, append([]string{"git"}, args...)...)
			}
			f.replace("kind: acme, email: ops@example.com}", "kind: acme, email: ops@example.com}, replicas: 4")
		})
		for b := f.b; b.Loop(); {
			f.run(3, "slipway", "diff", "HEAD")
		}
	})
}

func (f *measured) replace(old, to string) {
	f.b.Helper()
	data, err := os.ReadFile(filepath.Join(f.dir, "platform.yaml"))
	if err != nil || !bytes.Contains(data, []byte(old)) {
		f.b.Fatal(err, "or there is no "+old)
	}
	f.write("platform.yaml", strings.Replace(string(data), old, to, 1))
}
