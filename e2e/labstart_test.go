//go:build e2e

package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// newRoom is a machine on which labs begin without a platform; each is taken down
// when the test ends.
func newRoom(t testing.TB, agent string, labs ...string) *lab {
	t.Helper()
	mayCompile(t, append(local.ControlPlanePrograms(), agents[agent].programs...)...)
	scratch := t.TempDir()
	l := &lab{t: t, slipway: os.Getenv(programVariable), dir: filepath.Join(scratch, "empty"), state: filepath.Join(scratch, "labs")}
	if err := os.Mkdir(l.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, name := range labs {
			l.endLab(name)
		}
	})
	return l
}

func (l *lab) endLab(name string) {
	if _, err := os.Stat(filepath.Join(l.state, name)); err != nil {
		return
	}
	cmd := exec.Command(l.slipway, "lab", "down", name)
	cmd.Env = append(os.Environ(), "SLIPWAY_STATE="+l.state)
	if out, err := cmd.CombinedOutput(); err != nil {
		l.t.Errorf("slipway lab down %s: %v\n%s", name, err, out)
	}
}

// workspaceOf is the lab as somebody has it who works in its workspace.
func (l *lab) workspaceOf(t testing.TB, name string) *lab {
	return &lab{t: t, slipway: l.slipway, dir: filepath.Join(l.state, name, "workspace"), state: l.state}
}

// here runs slipway in the empty folder, without naming it.
func (l *lab) here(args ...string) string {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), l.slipway, args...)
	cmd.Dir, cmd.Env = l.dir, append(os.Environ(), "SLIPWAY_STATE="+l.state)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		l.t.Fatalf("slipway %s: %v\n%s%s", strings.Join(args, " "), err, out, said.String())
	}
	return string(out)
}

// facts are what lab status says of a lab.
func (l *lab) facts(name string) bootstrap.LabFacts {
	l.t.Helper()
	var f bootstrap.LabFacts
	if err := json.Unmarshal([]byte(l.here("lab", "status", name, "-o", "json")), &f); err != nil {
		l.t.Fatal(err)
	}
	return f
}

// cluster reaches one of a lab.
func (l *lab) cluster(lab, name string) *kube.Client {
	l.t.Helper()
	c, err := kube.ConnectFile(filepath.Join(l.state, lab, "clusters", name, "kubeconfig"), "")
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

// inWorkspace runs any program there.
func (l *lab) inWorkspace(program string, args ...string) string {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), program, args...)
	cmd.Dir, cmd.Env = l.dir, append(os.Environ(), "SLIPWAY_STATE="+l.state)
	out, err := cmd.CombinedOutput()
	if err != nil {
		l.t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestALabFromNothing: in an empty folder one command makes a lab with a hub and a
// spoke, whose workspace is a clone: what is committed and pushed there with git
// arrives.
func TestALabFromNothing(t *testing.T) {
	withAgents(t, labFromNothing, "flux")
}

func labFromNothing(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab-p07")
	// Somebody keeps home in Git; the workspace is none of it.
	room.inWorkspace("git", "-C", filepath.Dir(room.dir), "init", "--quiet")
	card := room.here("lab", "up", "--participant", "p07", "--agent", agent, "--clusters", "2", "--timeout", "4m")
	l := room.workspaceOf(t, "lab-p07")
	l.run("status", "--wait", "2m")
	facts := room.facts("lab-p07")
	for _, want := range []string{facts.Git, facts.Web, "cd " + l.dir, facts.Clusters[0].Kubeconfig, facts.Clusters[1].Kubeconfig, "slipway lab down lab-p07"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card does not say %q\n%s", want, card)
		}
	}
	if !facts.Running || facts.Participant != "p07" || facts.Agent != agent || facts.Workspace != l.dir || facts.Units == nil ||
		facts.Units.Ready != facts.Units.Of || facts.Units.Of < 6 || facts.Memory < 100<<20 || facts.Since == nil {
		t.Errorf("lab status says %+v", facts)
	}
	if list := room.here("lab", "list"); !regexp.MustCompile(`(?m)^lab-p07 +p07 +running `).MatchString(list) {
		t.Errorf("lab list says\n%s", list)
	}

	if top := l.inWorkspace("git", "rev-parse", "--show-toplevel"); top != l.dir {
		t.Errorf("the workspace belongs to the repository %s", top)
	}
	if said := l.inWorkspace("git", "status", "--short", "--branch"); said != "## main...origin/main" {
		t.Errorf("git status says\n%s", said)
	}
	l.inWorkspace("git", "pull", "--quiet")

	t.Log("the same flags are no contradiction; others are")
	room.here("lab", "up", "--participant", "p07", "--agent", agent, "--clusters", "2", "--no-bootstrap")
	if _, stderr, err := l.try("lab", "up", "--clusters", "3"); exitCode(err) != 2 || !strings.Contains(stderr, "platform.yaml has 2 clusters, not 3") {
		t.Errorf("lab up says %v\n%s", err, stderr)
	}

	t.Log("what is pushed arrives on both clusters")
	sample := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "sample", Name: "sample"}
	clients := map[string]*kube.Client{}
	for _, cluster := range []string{"hub", "spoke-1"} {
		clients[cluster] = l.cluster("lab-p07", cluster)
		l.get(clients[cluster], sample)
	}
	l.run("disable", "sample")
	l.run("generate", "--commit", "--allow-destructive")
	if who := l.inWorkspace("git", "log", "-1", "--format=%an"); who != "p07" {
		t.Errorf("the commit is by %s", who)
	}
	l.inWorkspace("git", "push", "--quiet")
	for _, client := range clients {
		l.eventually(client, sample, "gone", func(obj map[string]any) bool { return obj == nil })
	}

	t.Log("and the web page shows the commit, with who made it")
	response, err := http.Get(facts.Web + "lab-p07/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if page, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(page), l.inWorkspace("git", "rev-parse", "HEAD")) || !strings.Contains(string(page), "<td>p07</td>") {
		t.Errorf("%s: %v\n%s", facts.Web, err, page)
	}

	t.Log("an exercise about what is gone is refused, and the lab goes back to how lab up made it")
	mine := l.inWorkspace("git", "rev-parse", "HEAD")
	if _, stderr, err := l.try("lab", "exercise", "start", "prune"); exitCode(err) != 2 || !strings.Contains(stderr, "the platform is no longer as exercise 3 needs it") || !strings.Contains(stderr, "slipway lab reset --to 3") {
		t.Errorf("lab exercise start says %v\n%s", err, stderr)
	}
	if said := l.inWorkspace("git", "status", "--short", "--branch") + l.inWorkspace("git", "rev-parse", "HEAD"); said != "## main...origin/main"+mine {
		t.Errorf("after it the workspace is at %s", said)
	}
	l.run("lab", "reset")
	for _, client := range clients {
		l.eventually(client, sample, "back", func(obj map[string]any) bool { return obj != nil })
	}
	if told, _, err := l.try("lab", "reset", "--to", "1"); err != nil || !strings.HasPrefix(told, "Exercise 1: ") {
		t.Errorf("lab reset --to says %v\n%s", err, told)
	}

	room.here("lab", "down", "lab-p07")
	if entries, err := os.ReadDir(filepath.Join(room.state)); err != nil || len(entries) != 1 {
		t.Errorf("lab down leaves %v (%v)", entries, err) // the lock of all labs alone
	}
}
