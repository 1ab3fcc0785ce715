//go:build e2e

package e2e

import (
	"testing"
	"time"
)

// BenchmarkLab measures the one command that makes a lab from nothing, with all
// programs compiled, and what the lab takes of the machine's memory. It reports the
// best of its rounds, as BenchmarkBootstrap does.
func BenchmarkLab(b *testing.B) {
	room := newRoom(b, "flux", "lab")
	var best time.Duration
	var least int64
	for b.Loop() {
		start := time.Now()
		room.here("lab", "up", "--timeout", "4m")
		if took := time.Since(start); best == 0 || took < best {
			best = took
		}
		b.StopTimer()
		if memory := room.facts("lab").Memory; least == 0 || memory < least {
			least = memory
		}
		room.here("lab", "down", "lab")
		b.StartTimer()
	}
	b.ReportMetric(best.Seconds(), "s/up")
	b.ReportMetric(float64(least>>20), "MiB")
}
