//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const arrivalPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {config: {extra: {round: "0"}}}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// BenchmarkArrival measures how long a pushed commit takes to be an object on
// the cluster, by the polling settings of profile lab and without a webhook.
func BenchmarkArrival(b *testing.B) {
	for _, agent := range slices.Sorted(maps.Keys(agents)) {
		b.Run(agent, func(b *testing.B) { arrival(b, agent) })
	}
}

func arrival(b *testing.B, agent string) {
	l := newLab(b, strings.NewReplacer("GIT", freeAddress(b), "AGENT", agent).Replace(arrivalPlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	var total, longest time.Duration
	rounds := 0
	for b.Loop() {
		b.StopTimer()
		rounds++
		l.edit("platform.yaml", fmt.Sprintf("round: %q", fmt.Sprint(rounds-1)), fmt.Sprintf("round: %q", fmt.Sprint(rounds)))
		l.run("generate", "-q")
		l.inDir("git", "commit", "--all", "--quiet", "--message", "next round")
		time.Sleep(time.Duration(rounds*377%1000) * time.Millisecond) // not a wait: another moment of the agent's interval
		b.StartTimer()
		start := time.Now()
		l.inDir("git", "push", "--quiet", "origin", "HEAD:main")
		for seen := ""; seen != fmt.Sprint(rounds); time.Sleep(50 * time.Millisecond) {
			obj, err := hub.Get(b.Context(), platformInfo)
			if err != nil && !errors.Is(err, kube.ErrNotFound) {
				b.Fatal(err)
			}
			seen, _ = obj["data"].(map[string]any)["round"].(string)
		}
		total, longest = total+time.Since(start), max(longest, time.Since(start))
	}
	b.ReportMetric(total.Seconds()/float64(rounds), "s/arrival")
	b.ReportMetric(longest.Seconds(), "s/longest")
}

// inDir runs a command in the platform's folder.
func (l *lab) inDir(name string, args ...string) {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), name, append([]string{"-c", "user.name=e2e", "-c", "user.email=e2e@example.com"}, args...)...)
	cmd.Dir = l.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		l.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}
