//go:build e2e && linux

package e2e

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestFaults makes each fault of the table in each step, and holds bootstrap to
// what docs/faults.md says.
func TestFaults(t *testing.T) {
	withAgents(t, func(t *testing.T, agent string) {
		site := newFaultSite(t, agent)
		var want map[string]string
		t.Run("nothing", func(t *testing.T) {
			l := site.lab(t, false)
			began := time.Now()
			_, said, err := l.try("bootstrap", "--timeout", "3m")
			if err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			site.took = time.Since(began)
			l.run("status", "--wait", "1m")
			want = l.stays()
			l.noToken(said)
		})
		for _, f := range faults() {
			for step := 1; step <= 8; step++ {
				t.Run(f.in(step), func(t *testing.T) {
					switch m := f.met(step); {
					case m.ends == never:
						t.Skip("skipped: " + m.why)
					case agent != "flux" && (!f.every || step != f.telling()):
						t.Skip("skipped: this is told of Flux alone")
					case os.Getenv(matrixVariable) != "1" && step != f.short:
						t.Skip("skipped: make e2e-all makes this fault too")
					case want == nil:
						t.Skip("skipped: there is nothing to compare with")
					}
					site.meets(t, f, step, want)
					if *updateDocs && !t.Failed() && agent == "flux" {
						noteMade(t, f.in(step))
					}
				})
			}
		}
	}, "flux")
}

// noteMade adds a fault in a step to those that were made.
func noteMade(t *testing.T, name string) {
	t.Helper()
	made := faultsMade(t)
	made[name] = true
	if err := os.WriteFile(madeFile, []byte(strings.Join(slices.Sorted(maps.Keys(made)), "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// passAfter is when a fault is over that the first run outlives.
const passAfter = 4 * time.Second

func (s *faultSite) meets(t *testing.T, f fault, step int, want map[string]string) {
	l, m := s.lab(t, f.name == diskFull), f.met(step)
	// Time for the steps before the one that meets the fault, on whatever machine.
	timeout := 5*time.Second + s.took
	if m.ends == completes || m.ends == mayStop || f.every && m.ends != timesOut {
		timeout = 90 * time.Second
	}
	lift := l.meet(f, step, "bootstrap", "--timeout", timeout.String())
	if f.passes && m.ends == completes {
		passed, over := make(chan struct{}), lift
		time.AfterFunc(passAfter, func() { defer close(passed); over() })
		lift = func() { <-passed }
	}
	said, err := l.first.end()
	lift()
	t.Logf("the first run: %v; last it said: %s", err, lastLine(said))
	if wrong := m.wrong(said, err); wrong != "" {
		t.Errorf("%s, step %d: the first run %s:\n%s", f.name, step, wrong, said)
	}
	_, again, err := l.try("bootstrap", "--timeout", "2m")
	if err != nil {
		t.Fatalf("%s, step %d: the second run: %v\n%s\nafter the first:\n%s", f.name, step, err, again, said)
	}
	if diff := l.comesTo(want); diff != "" {
		t.Errorf("%s, step %d: the cluster is not what it is without (- without, + with):\n%s", f.name, step, diff)
	}
	l.noLeaseButTheFirsts()
	l.noToken(said, again)
}

// meet starts a run and makes the fault as a step of it begins. What cannot be
// made in a moment is made while the run stands still.
func (l *faultLab) meet(f fault, step int, args ...string) (lift func()) {
	l.t.Helper()
	makes := faultMakers()[f.name]
	switch {
	case step > 1:
		l.first = startUntil(l.lab, fmt.Sprintf("[%d/8] %s ✓", step-1, stepNames[step-2]), args...)
	case makes.of == nil:
		lift = makes.around(l, step)
		l.first = start(l.lab, args...)
	default:
		l.first = start(l.lab, args...)
		time.Sleep(500 * time.Millisecond) // not a wait: the moment of the fault
	}
	guard := time.AfterFunc(4*time.Minute, func() { _ = l.first.cmd.Process.Kill() })
	l.t.Cleanup(func() { guard.Stop() })
	switch {
	case makes.of != nil:
		return makes.of(l)
	case lift != nil:
		return lift
	}
	l.signalFirst(syscall.SIGSTOP)
	defer l.signalFirst(syscall.SIGCONT)
	return makes.around(l, step)
}

func (l *faultLab) signalFirst(s syscall.Signal) {
	l.t.Helper()
	if err := l.first.cmd.Process.Signal(s); err != nil {
		l.t.Fatal(err)
	}
}

// stays is what the cluster has when nothing more comes: for five seconds nothing did.
func (l *faultLab) stays() (is map[string]string) {
	l.t.Helper()
	if err := kube.Wait(l.t.Context(), "nothing more to come", 5*time.Second, time.Minute, func(string) {}, func(context.Context) (bool, string, error) {
		was := is
		is = l.state()
		return cmp.Equal(was, is), cmp.Diff(was, is), nil
	}); err != nil {
		l.t.Fatal(err)
	}
	return is
}

// comesTo waits until the cluster is as wanted. Units are in order by then; what
// comes before them may still be on its way.
func (l *faultLab) comesTo(want map[string]string) (diff string) {
	l.t.Helper()
	l.run("status", "--wait", "1m")
	_ = kube.Wait(l.t.Context(), "the cluster to be as wanted", time.Second, time.Minute, func(string) {}, func(context.Context) (bool, string, error) {
		diff = cmp.Diff(want, l.state())
		return diff == "", "it differs", nil
	}) // what is left of the difference says it
	return diff
}

// noLeaseButTheFirsts holds that nobody's Lease is left. That of a first run that
// could not give it back is, where the second had nothing to change and took none.
func (l *faultLab) noLeaseButTheFirsts() {
	l.t.Helper()
	left, err := l.client("hub").Lease(l.t.Context(), theLease)
	if err != nil || left != (kube.Lease{}) && !strings.Contains(left.Holder, fmt.Sprintf(", process %d (", l.first.cmd.Process.Pid)) {
		l.t.Errorf("left is %+v, %v", left, err)
	}
}

// wrong is in what a run differs from the table; empty where it does not.
func (m meeting) wrong(said string, err error) string {
	code := exitCode(err)
	var exit *exec.ExitError
	switch {
	case m.ends == killed && errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		return ""
	case m.ends == completes && err == nil, m.ends == mayStop && err == nil:
		return ""
	}
	codes := map[ending][]int{stops: {1}, timesOut: {4}, mayStop: {1, 4}, interrupted: {130}}[m.ends]
	for _, c := range codes {
		if code == c && names(said, m.says...) {
			return ""
		}
	}
	return fmt.Sprintf("ended with %v; it %s", err, m)
}
