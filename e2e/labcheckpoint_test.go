//go:build e2e && linux

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestACheckpointIsTriedAgain: a reset that is interrupted while clusters are put back as they were is made
// whole by the next, and one whose copy somebody has removed does without.
func TestACheckpointIsTriedAgain(t *testing.T) {
	withAgents(t, checkpointAgain, "sveltos")
}

func checkpointAgain(t *testing.T, agent string) {
	l := courseLab(t, agent)
	before := l.traces()
	saved := filepath.Join(l.state, "acme", "checkpoint")
	for _, step := range []struct {
		name             string
		first, meanwhile func()
		reset            func()
	}{
		{"interrupted", nil, l.interruptReset, func() { l.run("lab", "exercise", "reset") }},
		{"removed", nil, func() {
			if err := os.RemoveAll(saved); err != nil {
				t.Fatal(err)
			}
		}, func() { l.run("lab", "exercise", "reset") }},
		// The copy is of later than what the lab goes back to.
		{"interrupted, and all is taken back", l.commitOwn, l.interruptReset, func() {
			l.run("lab", "reset")
			l.run("lab", "exercise", "reset", "app-of-apps") // which forgets how it went
		}},
	} {
		if step.first != nil {
			step.first()
		}
		l.run("lab", "exercise", "start", "app-of-apps")
		if _, err := os.Stat(saved); err != nil {
			t.Fatal(err)
		}
		l.run("lab", "exercise", "solution", "--run")
		step.meanwhile()
		step.reset()
		if _, err := os.Stat(saved); err == nil {
			t.Errorf("%s: the copy is left", step.name)
		}
		l.leavesAs(before)
	}

	t.Log("nothing comes of itself once the agent is at work: ten seconds after it starts, Sveltos deploys anew what it runs on clusters")
	time.Sleep(15 * time.Second)
	l.leavesAs(before)
	manager := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "projectsveltos", Name: "drift-detection-manager"}
	if there, err := l.client("hub").Exists(t.Context(), manager); err != nil || there {
		t.Errorf("%s is there, where nothing heals drift (%v)", manager, err)
	}
}

// commitOwn is what a participant commits between two exercises.
func (l *lab) commitOwn() {
	l.inDir("git", "commit", "--quiet", "--allow-empty", "--message", "mine")
	l.inDir("git", "push", "--quiet", "origin", "HEAD:main")
}

// TestACheckpointOfTwoClusters: a hub and a spoke are put back together, each with what it held, and the agent goes on
// with both.
func TestACheckpointOfTwoClusters(t *testing.T) {
	withAgents(t, checkpointOfTwo, "sveltos")
}

func checkpointOfTwo(t *testing.T, agent string) {
	if agent != "sveltos" {
		t.Skipf("skipped: a reset with %s saves no clusters for exercise contract", agents[agent].title)
	}
	room := newRoom(t, agent, "lab-p03")
	room.here("lab", "up", "--participant", "p03", "--agent", agent, "--clusters", "2", "--timeout", "4m")
	l := room.workspaceOf(t, "lab-p03")
	mine := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "default", Name: "mine"}
	page := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "sample", Name: "sample"}
	clusters := []string{"hub", "spoke-1"}
	uids, pages := map[string]string{}, map[string]any{}
	for _, name := range clusters {
		c := l.cluster("lab-p03", name)
		uids[name], pages[name] = meta(l.get(c, sampleDeployment), "uid"), l.get(c, page)["data"]
	}

	l.run("lab", "exercise", "start", "contract")
	for _, name := range clusters {
		if _, err := os.Stat(filepath.Join(l.state, "lab-p03", "checkpoint", name)); err != nil {
			t.Fatal(err)
		}
	}
	l.run("lab", "exercise", "solution", "--run")
	says := func(obj map[string]any) bool { return fmt.Sprint(obj["data"].(map[string]any)["message"]) == "Ahoy" }
	for _, name := range clusters {
		c := l.cluster("lab-p03", name)
		l.eventually(c, page, "what Git says", says)
		if err := c.Delete(t.Context(), sampleDeployment, kube.Background); err != nil {
			t.Fatal(err)
		}
		own := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"namespace": mine.Namespace, "name": mine.Name}}
		if _, err := c.Apply(t.Context(), "somebody", []map[string]any{own}, kube.ApplyOptions{}); err != nil {
			t.Fatal(err)
		}
	}

	l.within(resetBar, "lab", "exercise", "reset")
	for _, name := range clusters {
		c := l.cluster("lab-p03", name)
		if there, err := c.Exists(t.Context(), mine); there || err != nil {
			t.Errorf("on %s what came since is there: %v, %v", name, there, err)
		}
		if uid := meta(l.get(c, sampleDeployment), "uid"); uid != uids[name] {
			t.Errorf("on %s what was deleted is %s, and was %s", name, uid, uids[name])
		}
		if diff := cmp.Diff(pages[name], l.get(c, page)["data"]); diff != "" {
			t.Errorf("on %s the page is another (- before, + after):\n%s", name, diff)
		}
	}
	if _, err := os.Stat(filepath.Join(l.state, "lab-p03", "checkpoint")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the copy is left: %v", err)
	}

	t.Log("and the agent brings the next commit to both")
	l.run("lab", "exercise", "start", "contract")
	l.run("lab", "exercise", "solution", "--run")
	for _, name := range clusters {
		l.eventually(l.cluster("lab-p03", name), page, "what Git says", says)
	}
}

// interruptReset interrupts one in the midst of putting a cluster back.
func (l *lab) interruptReset() {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), 1200*time.Millisecond)
	defer cancel()
	cmd := l.command(ctx, "lab", "exercise", "reset")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = time.Minute
	out, err := cmd.CombinedOutput()
	if err == nil {
		l.t.Fatalf("it was not interrupted: %s", out)
	}
	l.t.Logf("%v: %s", err, out)
}
