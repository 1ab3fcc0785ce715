//go:build e2e && linux

package e2e

import (
	"errors"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// asleep is longer than a controller may leave its lease alone before another takes it: ten seconds.
const asleep = 15 * time.Second

// TestALabSurvivesSleep: a machine that sleeps stops every process of a lab, and goes on with them much later. The lab is
// the same then, and heals drift, without anybody's doing. Processes are stopped here while the clock runs on; that the
// clock leaps when a machine wakes is not shown.
func TestALabSurvivesSleep(t *testing.T) {
	withAgents(t, survivesSleep, "flux")
}

func survivesSleep(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab-p01")
	room.here("lab", "up", "--participant", "p01", "--agent", agent, "--timeout", "4m")
	l := room.workspaceOf(t, "lab-p01")
	c := l.clusterOf("lab-p01")
	sample := meta(l.get(c, sampleDeployment), "uid")
	ports, before := portsOf(t, filepath.Join(l.state, "lab-p01")), room.facts("lab-p01")

	pids := room.processes("lab-p01")
	t.Cleanup(func() { signal(t, syscall.SIGCONT, pids) }) // or nobody could end them
	signal(t, syscall.SIGSTOP, pids)
	time.Sleep(asleep)
	slices.Reverse(pids)
	signal(t, syscall.SIGCONT, pids)

	if err := c.Delete(t.Context(), sampleDeployment, kube.Background); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	l.eventually(c, sampleDeployment, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != sample })
	t.Logf("what was deleted when it woke was back after %s", time.Since(began).Round(100*time.Millisecond))
	l.run("status", "--wait", "2m")
	if after := room.facts("lab-p01"); !after.Running || after.Since == nil || !after.Since.Equal(*before.Since) {
		t.Errorf("lab status says %+v, and said %+v", after, before)
	}
	if diff := cmp.Diff(ports, portsOf(t, filepath.Join(l.state, "lab-p01"))); diff != "" {
		t.Errorf("ports are others (- before, + after):\n%s", diff)
	}
}

// signal reaches every process that is still there.
func signal(t *testing.T, s syscall.Signal, pids []int) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Errorf("send %v: %v", s, err)
		}
	}
}
