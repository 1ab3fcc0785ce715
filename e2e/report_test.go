//go:build e2e

package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

const reportPlatform = `apiVersion: slipway.dev/v1alpha1
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

// TestReportLive: what is pushed and applied by a real agent has a lead time until then, also of a unit that comes and of
// one that goes; and what is not applied, or asked of a cluster that is gone, has Git's.
func TestReportLive(t *testing.T) {
	withAgents(t, reportLive, "flux")
}

func reportLive(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(reportPlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	if r := l.report("--live"); len(r.Deployments) != 0 || r.Records.Known() != 1 {
		t.Fatalf("before anything is changed it has %d deployments", len(r.Deployments))
	}
	push := func(args ...string) {
		t.Helper()
		l.run(append([]string{"generate", "-q"}, args...)...)
		l.inDir("git", "add", "--all")
		l.inDir("git", "commit", "--quiet", "--message", "change it")
		l.inDir("git", "push", "--quiet", "origin", "HEAD:main")
	}
	applied := func() dora.Deployment {
		t.Helper()
		l.run("status", "--wait", "2m")
		r := l.report("--live")
		d := *r.Deployments[len(r.Deployments)-1]
		if d.Applied != nil && (d.Applied.Before(d.At) || d.Applied.After(time.Now()) || d.LeadTime != int64(d.Applied.Sub(d.Began)/time.Second)) {
			t.Errorf("committed at %s, it is said to be applied at %s after %d s", d.At, d.Applied, d.LeadTime)
		}
		t.Logf("%s: committed at %s, applied at %v", strings.Join(d.Components, ", "), d.At, d.Applied)
		return d
	}

	time.Sleep(time.Second) // Git's times have no more than seconds: what was applied before must be before
	l.edit("platform.yaml", `round: "0"`, `round: "1"`)
	push()
	if d := applied(); d.Applied == nil {
		t.Errorf("nobody knows when the change of a unit was applied")
	}
	l.run("enable", "sample")
	push()
	if d := applied(); d.Applied == nil {
		t.Errorf("nobody knows when the new unit was applied")
	}
	l.run("disable", "platform-info") // without the other all would be as it was once, and remembered from then
	push("--allow-destructive")
	if d := applied(); (d.Applied == nil) != (agent == "sveltos") { // which remembers nothing of what is gone
		t.Errorf("the removal is said to be applied at %v", d.Applied)
	}

	r, known := l.report("--live"), 2 // not when the unit changed that is gone
	if agent == "sveltos" {
		known = 1
	}
	if got := r.Measures.LeadTime; got.Of != 3 || got.Applied != known {
		t.Errorf("of %d lead times %d end where the change was applied", got.Of, got.Applied)
	}
	if text := strings.Join(strings.Fields(l.run("report", "--live")), " "); !strings.Contains(text, " records: of 1 of 1 cluster ") || !strings.Contains(text, " until applied, ") {
		t.Errorf("for people it says\n%s", text)
	}
	l.run("lab", "down", "acme")
	gone := l.report("--live")
	if len(gone.Notes) != 1 || !strings.Contains(gone.Notes[0], "applied on hub, where what Git says counts: ") || gone.Measures.LeadTime.Applied != 0 {
		t.Errorf("of a cluster that is gone it says %q, and has %d times of it", gone.Notes, gone.Measures.LeadTime.Applied)
	}
	if alone := l.report(); alone.Records != nil || *alone.Measures.LeadTime.Median != *gone.Measures.LeadTime.Median {
		t.Errorf("without asking the median is %d, and where nobody answers %d", *alone.Measures.LeadTime.Median, *gone.Measures.LeadTime.Median)
	}
}

// liveReport is what slipway report prints for programs.
type liveReport struct {
	dora.Report
	Notes []string `json:"notes"`
}

func (l *lab) report(args ...string) (r liveReport) {
	l.t.Helper()
	out := l.run(append([]string{"report", "-o", "json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		l.t.Fatalf("%v:\n%s", err, out)
	}
	return r
}
