//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const pullRequestPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {config: {extra: {round: "1"}}}}
  clusters:
    - {name: hub, role: hub, provider: local}
`

// TestPullRequest is the story of a branch that nobody may push to: a change
// goes another way, the cluster does not see it before somebody has merged it,
// and bootstrap goes on from there without pushing, or waits for that.
func TestPullRequest(t *testing.T) {
	withAgents(t, pullRequest, "flux")
}

func pullRequest(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(pullRequestPlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	round := func(number string) func(map[string]any) bool {
		return func(obj map[string]any) bool { return obj != nil && obj["data"].(map[string]any)["round"] == number }
	}
	l.eventually(hub, platformInfo, "there", round("1"))
	first := l.git("rev-parse", "main")
	protect(l, true)
	says := func(code int, args []string, want ...string) {
		t.Helper()
		_, stderr, err := l.try(append([]string{"bootstrap", "--timeout", "4m"}, args...)...)
		if exitCode(err) != code {
			t.Fatalf("bootstrap %v says %v\n%s", args, err, stderr)
		}
		for _, text := range want {
			if !strings.Contains(stderr, text) {
				t.Errorf("bootstrap %v does not say %q:\n%s", args, text, stderr)
			}
		}
	}

	l.edit("platform.yaml", `round: "1"`, `round: "2"`)
	l.run("generate", "-q")
	says(1, []string{"--no-push"}, "branch main of ", "has other files than this folder: gitops/", "platform.yaml")
	says(1, nil, "open a pull request", "slipway bootstrap --branch NAME")
	says(3, []string{"--branch", "round-2"}, "of round-2 is not in main yet", "have round-2 merged into main, then run: git switch main, git pull --rebase, slipway bootstrap --no-push")
	says(3, []string{"--branch", "round-2"}, "of round-2 is not in main yet")
	if at := l.git("rev-parse", "main"); at != first || !round("1")(l.get(hub, platformInfo)) {
		t.Errorf("main moved to %s, or the cluster changed", at)
	}

	protect(l, false)
	mergeElsewhere(l, "round-2")
	protect(l, true)
	says(1, []string{"--no-push"}, "which is not here: run git fetch")
	gitIn(l, l.dir, "switch", "-q", "main")
	gitIn(l, l.dir, "pull", "-q", "--rebase", "origin", "main")
	merged := l.git("rev-parse", "main")
	says(0, []string{"--no-push"}, "push ✓ main has it, at "+merged[:8])
	l.eventually(hub, platformInfo, "changed", round("2"))
	says(0, []string{"--branch", "round-3"}, "push ✓ main has it, at "+merged[:8])
	if branches := l.git("for-each-ref", "--format=%(refname:short)"); branches != "main\nround-2\n" || l.git("rev-parse", "main") != merged {
		t.Errorf("there are %q, main at %s", branches, merged)
	}
	l.run("status", "--wait", "1m")

	t.Log("one run waits for it")
	l.edit("platform.yaml", `round: "2"`, `round: "4"`)
	l.run("generate", "-q")
	waiting := startUntil(l, "push … round-4 to be merged into main: main is at "+merged[:8], "bootstrap", "--branch", "round-4", "--wait-merge", "3m", "--timeout", "4m")
	if !round("2")(l.get(hub, platformInfo)) {
		t.Error("the cluster changed before it was merged")
	}
	protect(l, false)
	mergeElsewhere(l, "round-4")
	protect(l, true)
	said, err := waiting.end()
	if want := "push ✓ main has it, at " + l.git("rev-parse", "main")[:8]; err != nil || !strings.Contains(said, want) || !strings.Contains(said, "to go back: git switch main, git pull --rebase") {
		t.Fatalf("bootstrap does not say %q: %v\n%s", want, err, said)
	}
	l.eventually(hub, platformInfo, "changed", round("4"))
	l.run("status", "--wait", "1m")
}

// protect lets the Git server refuse pushes to main, as a forge does, or not.
func protect(l *lab, yes bool) {
	l.t.Helper()
	hook := filepath.Join(l.state, "acme", "git", "acme.git", "hooks", "update")
	script := "#!/bin/sh\n"
	if yes {
		script += "test \"$1\" = refs/heads/main || exit 0\necho open a pull request\nexit 1\n"
	}
	if err := os.MkdirAll(filepath.Dir(hook), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(hook, []byte(script), 0o755); err != nil {
		l.t.Fatal(err)
	}
}

// mergeElsewhere is what a forge does when somebody presses the button to squash.
func mergeElsewhere(l *lab, branch string) {
	l.t.Helper()
	clone := filepath.Join(l.t.TempDir(), "clone")
	gitIn(l, "", "clone", "-q", filepath.Join(l.state, "acme", "git", "acme.git"), clone)
	gitIn(l, clone, "merge", "-q", "--squash", "origin/"+branch)
	gitIn(l, clone, "commit", "-q", "-m", "squashed")
	gitIn(l, clone, "push", "-q", "origin", "HEAD:main")
}

func gitIn(l *lab, dir string, args ...string) {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), "git", append([]string{"-c", "user.name=Ann", "-c", "user.email=ann@example.com"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		l.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
