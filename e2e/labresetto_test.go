//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

// TestResetToAnExercise: whoever has solved one is at the beginning of another with one command, in time. What was solved
// stays solved, and of neither is a trace left when both are taken back.
func TestResetToAnExercise(t *testing.T) {
	withAgents(t, resetToAnExercise, "flux")
}

func resetToAnExercise(t *testing.T, agent string) {
	l := courseLab(t, agent)
	before := l.traces()
	t.Log("what somebody has put on an object that the agent leaves alone is taken off")
	l.run("lab", "exercise", "start", "contract")
	mine := map[string]any{"labels": map[string]any{"mine": "yes"}, "annotations": map[string]any{"example.com/mine": "yes"}, "finalizers": []string{"example.com/mine"}}
	page := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "sample", Name: "sample"}
	if err := l.client("hub").Merge(t.Context(), "kubectl", page, map[string]any{"metadata": mine}); err != nil {
		t.Fatal(err)
	}
	l.within(resetBar, "lab", "exercise", "reset")
	l.leavesAs(before)

	t.Log("from one that is solved to another")
	l.run("lab", "exercise", "start", "contract")
	l.run("lab", "exercise", "solution", "--run")
	if !l.solved() {
		t.Fatal("exercise contract is not solved")
	}
	l.within(resetBar, "lab", "reset", "--to", "prune")
	if p := l.progress(); p.Current != "prune" || p.Of("contract") == nil || p.Of("contract").Solved == nil {
		t.Errorf("the progress is %+v", p)
	}
	if l.solved() {
		t.Error("exercise prune is solved before anything was done")
	}
	l.run("lab", "exercise", "solution", "--run")
	if !l.solved() {
		t.Error("exercise prune is not solved by its solution")
	}
	if out := l.within(resetBar, "lab", "reset", "-o", "json"); !strings.Contains(out, `"lab": "acme"`) || !strings.Contains(out, `"done": "reset"`) {
		t.Errorf("lab reset prints %s", out)
	}
	if p := l.progress(); p.Current != "" || len(p.Records) != 2 {
		t.Errorf("the progress is %+v", p)
	}
	for _, name := range []string{"contract", "prune"} { // which is forgotten alone: neither is under way
		l.run("lab", "exercise", "reset", name)
	}
	l.leavesAs(before)
}

// progress is how the participant fares.
func (l *lab) progress() *progress.Progress {
	l.t.Helper()
	data, err := os.ReadFile(filepath.Join(l.state, "acme", "progress.json"))
	p := &progress.Progress{}
	if err == nil {
		err = json.Unmarshal(data, p)
	}
	if err != nil {
		l.t.Fatal(err)
	}
	return p
}
