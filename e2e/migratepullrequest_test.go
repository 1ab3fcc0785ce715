//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMigrateByPullRequest moves a platform whose branch nobody may push to. The
// old agent stands still until the change is merged, and goes on where it is not;
// what runs stays what it was all the time.
func TestMigrateByPullRequest(t *testing.T) {
	mayCompile(t, append(agents["flux"].programs, agents["argocd"].programs...)...)
	text := strings.Replace(pullRequestPlatform, "{namespaces: {},", "{namespaces: {}, sample: {},", 1)
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", "flux").Replace(text))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	before := workloadsOn(l, "hub")
	main := l.git("rev-parse", "main")
	protect(l, true)
	says := func(code int, args []string, want ...string) {
		t.Helper()
		_, stderr, err := l.try(append([]string{"migrate", "--yes", "--timeout", "4m"}, args...)...)
		if exitCode(err) != code {
			t.Fatalf("migrate %v says %v\n%s", args, err, stderr)
		}
		for _, text := range want {
			if !strings.Contains(stderr, text) {
				t.Errorf("migrate %v does not say %q:\n%s", args, text, stderr)
			}
		}
	}

	t.Log("what nothing could come of is refused before the agent is stopped")
	says(1, []string{"argocd", "--no-push"}, "preflight: nothing is to be pushed, and the folder is for Flux still")
	l.run("status")

	t.Log("the change goes to a branch, and is given up")
	says(3, []string{"argocd", "--branch", "first"}, "stop ✓ Flux stands still", "have first merged into main, then run: git switch main, git pull --rebase, slipway migrate argocd --no-push",
		"until then nothing is healed, and what runs stays", "if it will not be merged: git switch main, slipway migrate flux")
	says(1, []string{"flux"}, "the folder is not for Flux: to give up the move, run first: git switch main")
	gitIn(l, l.dir, "switch", "-q", "main")
	says(0, []string{"flux"}, "push ✓ main has it, at "+main[:8], "agent ✓ Flux is running")
	if l.git("rev-parse", "main") != main || cmp.Diff(before, workloadsOn(l, "hub")) != "" {
		t.Errorf("something changed: %s", cmp.Diff(before, workloadsOn(l, "hub")))
	}
	if out := l.run("status", "--wait", "1m"); !strings.Contains(out, "the contract is kept") {
		t.Errorf("status says\n%s", out)
	}

	t.Log("one run waits for it")
	waiting := startUntil(l, "push … second to be merged into main: main is at "+main[:8], "migrate", "argocd", "--yes", "--branch", "second", "--wait-merge", "3m", "--timeout", "4m")
	protect(l, false)
	mergeElsewhere(l, "second")
	protect(l, true)
	if said, err := waiting.end(); err != nil {
		t.Fatalf("migrate says %v\n%s", err, said)
	}
	if diff := cmp.Diff(before, workloadsOn(l, "hub")); diff != "" {
		t.Errorf("workloads changed (- before, + after):\n%s", diff)
	}
	nothingOn(l, "flux", "argocd", "hub")

	t.Log("or another goes on")
	gitIn(l, l.dir, "switch", "-q", "main")
	gitIn(l, l.dir, "pull", "-q", "--rebase", "origin", "main")
	says(3, []string{"flux", "--branch", "third"}, "slipway migrate flux --no-push")
	protect(l, false)
	mergeElsewhere(l, "third")
	protect(l, true)
	gitIn(l, l.dir, "switch", "-q", "main")
	gitIn(l, l.dir, "pull", "-q", "--rebase", "origin", "main")
	says(1, []string{"argocd"}, "the folder is not for Argo CD")
	says(0, []string{"flux", "--no-push"}, "push ✓ main has it, at "+l.git("rev-parse", "main")[:8])
	if diff := cmp.Diff(before, workloadsOn(l, "hub")); diff != "" {
		t.Errorf("workloads changed (- before, + after):\n%s", diff)
	}
	nothingOn(l, "argocd", "flux", "hub")
	l.eventually(hub, platformInfo, "there", func(obj map[string]any) bool { return obj != nil })
	l.run("status", "--wait", "1m")
}
