//go:build e2e

package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

const bootstrapPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {}, sample: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// BenchmarkBootstrap measures a lab from nothing, with all programs compiled, to
// the kept contract, and what the same commands take when there is nothing to do.
// It reports the best of its rounds: what others do on the machine adds to a
// time and takes nothing off it.
func BenchmarkBootstrap(b *testing.B) {
	for _, agent := range slices.Sorted(maps.Keys(agents)) {
		b.Run(agent, func(b *testing.B) { bootstrapRounds(b, agent) })
	}
}

func bootstrapRounds(b *testing.B, agent string) {
	l := newLab(b, strings.NewReplacer("GIT", freeAddress(b), "AGENT", agent).Replace(bootstrapPlatform))
	l.run("generate", "-q")
	best := map[string]time.Duration{}
	measure := func(what string, args ...string) {
		start := time.Now()
		l.run(args...)
		if took := time.Since(start); best[what] == 0 || took < best[what] {
			best[what] = took
		}
	}
	for b.Loop() {
		measure("first", "lab", "up", "--timeout", "4m")
		measure("again", "bootstrap", "--timeout", "4m")
		measure("status", "status")
		b.StopTimer()
		l.run("lab", "down", "acme")
		b.StartTimer()
	}
	for what, took := range best {
		b.ReportMetric(took.Seconds(), "s/"+what)
	}
}
