//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// mostMemory is what a lab of one cluster under Flux may take.
const mostMemory = 1200 << 20

// TestTwoParticipants: two labs on one machine share no port, listen on loopback
// alone, and what becomes of one does not disturb the other.
func TestTwoParticipants(t *testing.T) {
	withAgents(t, twoParticipants, "flux")
}

func twoParticipants(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab-p01", "lab-p02")
	for _, who := range []string{"p01", "p02"} {
		start := time.Now()
		room.here("lab", "up", "--participant", who, "--agent", agent, "--timeout", "4m")
		facts := room.facts("lab-" + who)
		t.Logf("%s was ready after %s and takes %d MiB", who, time.Since(start).Round(100*time.Millisecond), facts.Memory>>20)
		if agent == "flux" && facts.Memory > mostMemory {
			t.Errorf("the lab of %s takes %d MiB", who, facts.Memory>>20)
		}
	}
	one, two := room.workspaceOf(t, "lab-p01"), room.workspaceOf(t, "lab-p02")
	sharesNothing(t, room, "lab-p01", "lab-p02")
	for _, name := range []string{"lab-p01", "lab-p02"} {
		onLoopback(t, agent, room.processes(name))
	}

	before := two.everything("lab-p02")
	one.run("disable", "sample")
	one.run("generate", "--commit", "--allow-destructive")
	one.inWorkspace("git", "push", "--quiet")
	one.eventually(one.clusterOf("lab-p01"), sampleDeployment, "gone", func(obj map[string]any) bool { return obj == nil })
	room.here("lab", "down", "lab-p01")
	two.run("status", "--wait", "1m")
	if diff := cmp.Diff(before, two.everything("lab-p02")); diff != "" {
		t.Errorf("the lab of p02 changed (- before, + after):\n%s", diff)
	}
}

var sampleDeployment = kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "sample", Name: "sample"}

func (l *lab) clusterOf(name string) *kube.Client { return l.cluster(name, "hub") }

// everything is what would show that somebody meddled with a lab: its commit, its
// processes and the identity of what runs there.
func (l *lab) everything(name string) map[string]string {
	l.t.Helper()
	return map[string]string{
		"commit":    l.inWorkspace("git", "ls-remote", "origin", "main"),
		"processes": fmt.Sprint(l.processes(name)),
		"sample":    meta(l.get(l.clusterOf(name), sampleDeployment), "uid"),
	}
}

// sharesNothing reads every port that the labs remember.
func sharesNothing(t *testing.T, room *lab, names ...string) {
	t.Helper()
	whose := map[int]string{}
	for _, name := range names {
		ports := portsOf(t, filepath.Join(room.state, name))
		if len(ports) < 10 {
			t.Errorf("%s remembers no more than %v", name, ports)
		}
		for what, port := range ports {
			if other := whose[port]; other != "" {
				t.Errorf("%s and %s of %s have port %d", other, what, name, port)
			}
			whose[port] = what + " of " + name
		}
	}
}

// TestALabSurvivesTheMachine: when every process of it is killed at once, as when
// the machine is switched off, lab up brings back the same lab.
func TestALabSurvivesTheMachine(t *testing.T) {
	withAgents(t, survivesTheMachine, "flux")
}

func survivesTheMachine(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab-p01")
	room.here("lab", "up", "--participant", "p01", "--agent", agent, "--timeout", "4m")
	l := room.workspaceOf(t, "lab-p01")
	own := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "default", Name: "mine"}
	_, err := l.clusterOf("lab-p01").Apply(t.Context(), "somebody", []map[string]any{{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"namespace": "default", "name": "mine"}, "data": map[string]any{"kept": "yes"},
	}}, kube.ApplyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	uid, sample := meta(l.get(l.clusterOf("lab-p01"), own), "uid"), meta(l.get(l.clusterOf("lab-p01"), sampleDeployment), "uid")
	ports, commit := portsOf(t, filepath.Join(l.state, "lab-p01")), l.inWorkspace("git", "ls-remote", "origin", "main")

	kill(t, room.processes("lab-p01"))
	if facts := room.facts("lab-p01"); facts.Running || facts.Units != nil || facts.Workspace != l.dir {
		t.Errorf("of a lab that does not run, lab status says %+v", facts)
	}
	if out := room.here("lab", "status", "lab-p01"); !strings.Contains(out, "is stopped; start it with: slipway lab up") {
		t.Errorf("lab status says\n%s", out)
	}

	t.Log("the same command as the first time, and in the workspace without flags")
	room.here("lab", "up", "--participant", "p01", "--agent", agent, "--timeout", "4m")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	if diff := cmp.Diff(ports, portsOf(t, filepath.Join(l.state, "lab-p01"))); diff != "" {
		t.Errorf("ports are others (- before, + after):\n%s", diff)
	}
	if again := l.inWorkspace("git", "ls-remote", "origin", "main"); again != commit {
		t.Errorf("Git is at %s, and was at %s", again, commit)
	}
	c := l.clusterOf("lab-p01")
	if again := meta(l.get(c, own), "uid"); again != uid {
		t.Errorf("what somebody made is %s, and was %s", again, uid)
	}
	if again := meta(l.get(c, sampleDeployment), "uid"); again != sample {
		t.Errorf("what the agent made is %s, and was %s", again, sample)
	}

	t.Log("and the agent is at work again")
	if err := c.Delete(t.Context(), sampleDeployment, kube.Background); err != nil {
		t.Fatal(err)
	}
	l.eventually(c, sampleDeployment, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != sample })
}

// kill ends processes at once, in no order, and waits until they are gone.
func kill(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
	deadline := time.Now().Add(15 * time.Second)
	for slices.ContainsFunc(pids, lives) {
		if time.Now().After(deadline) {
			t.Fatal("processes that were killed live on")
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// lives tells whether a process runs; one that has ended and that nobody looked at does not.
func lives(pid int) bool {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !strings.Contains(string(data), ") Z ")
}
