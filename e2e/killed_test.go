//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const killedPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {}, sample: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// TestKilledBootstrap kills bootstrap in each of its steps and runs it again:
// steps look at the live world, so nothing is left half done.
func TestKilledBootstrap(t *testing.T) {
	platform := strings.Replace(killedPlatform, "GIT", freeAddress(t), 1)
	l := newLab(t, platform)
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	for step := 1; step <= 8; step++ {
		killIn(l, step, 0)
	}
	l.land()

	t.Log("killed inside a short step that has something to do")
	hub := l.client("hub")
	remove := func(r kube.Ref) func(int) {
		return func(int) {
			if err := hub.Delete(t.Context(), r, kube.Background); err != nil {
				t.Fatal(err)
			}
		}
	}
	for step, undo := range map[int]func(round int){
		2: func(round int) {
			l.write("platform.yaml", strings.Replace(platform, "sample: {}", fmt.Sprintf("sample: {config: {message: round %d}}", round), 1))
			l.run("generate", "-q")
		},
		4: remove(kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "argocd", Name: "argocd-secret"}),
		6: remove(kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "Application", Namespace: "argocd", Name: "root"}),
	} {
		for round := range 3 {
			undo(round)
			killIn(l, step-1, time.Duration(round)*15*time.Millisecond+5*time.Millisecond)
			l.run("bootstrap", "--timeout", "3m")
		}
	}
	if out := l.run("status", "--wait", "1m"); !strings.Contains(out, "the contract is kept") {
		t.Errorf("status says\n%s", out)
	}
	if problems := l.git("fsck", "--full", "--strict"); problems != "" {
		t.Errorf("the repository is not whole: %s", problems)
	}
}

// killIn runs bootstrap and kills it so long after it says that a step began or
// ended.
func killIn(l *lab, step int, after time.Duration) {
	l.t.Helper()
	marker := fmt.Sprintf("[%d/8]", step)
	if after > 0 {
		marker = fmt.Sprintf("[%d/8] %s ✓", step, stepNames[step-1])
	}
	killWhen(l, marker, after, "bootstrap", "--timeout", "3m")
}

// killWhen runs slipway and kills it so long after it says something.
func killWhen(l *lab, marker string, after time.Duration, args ...string) {
	l.t.Helper()
	r := startUntil(l, marker, args...)
	time.Sleep(after) // not a wait: the moment of death
	if err := r.cmd.Process.Kill(); err != nil {
		l.t.Fatal(err)
	}
	said, _ := r.end() // it was killed: that is its result
	l.t.Logf("killed %s after it said %s; last it said: %s", after, marker, lastLine(said))
}

// running is slipway at work.
type running struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	said  strings.Builder // on stderr
}

// startUntil runs slipway and returns when it says something.
func startUntil(l *lab, marker string, args ...string) *running {
	l.t.Helper()
	r := start(l, args...)
	for r.next() {
		if strings.Contains(r.lines.Text(), marker) {
			return r
		}
	}
	l.t.Fatalf("slipway %s ended before it said %s (%v):\n%s", args[0], marker, r.cmd.Wait(), r.said.String())
	return nil
}

func start(l *lab, args ...string) *running {
	l.t.Helper()
	r := &running{cmd: l.command(l.t.Context(), args...)}
	stderr, err := r.cmd.StderrPipe()
	if err != nil {
		l.t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	r.lines = bufio.NewScanner(stderr)
	return r
}

func (r *running) next() bool {
	more := r.lines.Scan()
	if more {
		r.said.WriteString(r.lines.Text() + "\n")
	}
	return more
}

// end waits for the end, and returns all that it said.
func (r *running) end() (said string, err error) {
	for r.next() {
	}
	return r.said.String(), r.cmd.Wait()
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

var stepNames = [...]string{"preflight", "push", "crds", "agent", "credentials", "root", "hand-over", "settle"}
