//go:build e2e && linux

package e2e

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const leasePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

var theLease = kube.Ref{APIVersion: "coordination.k8s.io/v1", Kind: "Lease", Namespace: "kube-system", Name: "slipway"}

// TestOneAtATime: whoever changes a cluster holds its Lease. Another is told who
// that is; one that was killed is in nobody's way here, and elsewhere not for
// long; and where nothing is to be changed nobody takes it.
func TestOneAtATime(t *testing.T) {
	withAgents(t, oneAtATime, "flux")
}

func oneAtATime(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(leasePlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	hub := l.client("hub")
	told := func(of string, args ...string) {
		t.Helper()
		if _, out, err := l.try(args...); exitCode(err) != 1 || !strings.Contains(out, "cluster hub is being changed by "+of) {
			t.Fatalf("slipway %s: %v\n%s", args[0], err, out)
		}
	}

	t.Log("one on another machine is at work for as long as it renews its Lease")
	const elsewhere = "slipway bootstrap of alice on elsewhere, process 7 (aaaa)"
	leave := holdLease(t, hub, elsewhere)
	told(elsewhere, "bootstrap", "--timeout", "3m")

	t.Log("when it does not, that is over; meanwhile two here do not both go on")
	leave()
	first := startUntil(l, "[4/8]", "bootstrap", "--timeout", "3m")
	if said := first.said.String(); !strings.Contains(said, elsewhere+" holds the Lease; it is over in 4s") {
		t.Errorf("the first did not say what it waited for:\n%s", said)
	}
	// It stands still, or could be at its end before the next one looks.
	signal(t, syscall.SIGSTOP, []int{first.cmd.Process.Pid})
	told("slipway bootstrap of ", "bootstrap", "--timeout", "3m")

	t.Log("one that was killed is known to be dead on its own machine")
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if said, err := first.end(); err == nil {
		t.Fatalf("the first had ended before it was killed:\n%s", said)
	}
	left, err := hub.Lease(t.Context(), theLease)
	if err != nil || left.Holder == "" {
		t.Fatalf("the killed one left %+v, %v", left, err)
	}
	if _, out, err := l.try("bootstrap", "--timeout", "3m"); err != nil || strings.Contains(out, "Lease") {
		t.Fatalf("the next: %v\n%s", err, out)
	}
	// Where nothing was left to do after the killed one, the next takes no Lease.
	if now, err := hub.Lease(t.Context(), theLease); err != nil || now != (kube.Lease{}) && now != left {
		t.Errorf("left is %+v, %v", now, err)
	}

	t.Log("uninstall and migrate take the same")
	leave = holdLease(t, hub, elsewhere)
	defer leave()
	told(elsewhere, "uninstall")
	told(elsewhere, "migrate", map[string]string{"argocd": "flux", "flux": "argocd", "sveltos": "flux"}[agent])
}

// holdLease takes the Lease and renews it until it is told to leave it behind.
func holdLease(t *testing.T, c *kube.Client, holder string) (leave func()) {
	t.Helper()
	left, err := c.Lease(t.Context(), theLease)
	if err != nil {
		t.Fatal(err)
	}
	held, err := c.TakeLease(t.Context(), theLease, left, holder, 4*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- kube.Wait(ctx, "the test to go on", time.Second, time.Hour, func(string) {}, func(ctx context.Context) (_ bool, _ string, err error) {
			held, err = c.TakeLease(ctx, theLease, held, holder, 4*time.Second)
			return false, "", err
		})
	}()
	return func() {
		t.Helper()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
}

func noLease(l *lab, c *kube.Client) {
	l.t.Helper()
	if left, err := c.Lease(l.t.Context(), theLease); err != nil || left != (kube.Lease{}) {
		l.t.Errorf("left is %+v, %v", left, err)
	}
}
