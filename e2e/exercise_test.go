//go:build e2e

package e2e

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/lab/exercises"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// How long people wait at most, on a machine that does nothing else.
const startBar, checkBar, resetBar = 5 * time.Second, 2 * time.Second, 10 * time.Second

// strictVariable holds every command to its bar when it is 1. Else tests run beside
// others on few cores: what is slow there is said, and fails six times beyond.
const strictVariable = "SLIPWAY_E2E_STRICT"

func failsBeyond(bar time.Duration) time.Duration {
	if os.Getenv(strictVariable) == "1" {
		return bar
	}
	return 6 * bar
}

// TestExercises tells the story of every exercise: set up, not solved, the
// solution, solved, taken back, and no trace of it. All of an agent's are told in
// one lab; without SLIPWAY_E2E_MATRIX one agent tells all that name it: Flux, or
// one of which nothing has to be compiled where nothing may be.
func TestExercises(t *testing.T) {
	all, err := generator.Exercises(generator.Sources{Schemas: os.DirFS("../schemas")}, exercises.FS)
	if err != nil {
		t.Fatal(err)
	}
	only, byDefault := strings.Fields(os.Getenv("SLIPWAY_E2E_EXERCISE")), storyteller(t)
	for _, agent := range slices.Sorted(maps.Keys(agents)) {
		if len(only) == 0 && os.Getenv("SLIPWAY_E2E_MATRIX") == "" && agent != byDefault {
			t.Logf("skipped: exercises with %s, which make e2e-lab tells", agent)
			continue
		}
		t.Run(agent, func(t *testing.T) {
			var told []*exercise.Exercise
			for _, e := range all {
				switch {
				case len(only) > 0 && !slices.Contains(only, e.Name):
				case !slices.Contains(e.Agents, agent):
					t.Logf("skipped: %s is not for %s", e.Name, agent)
				default:
					told = append(told, e)
				}
			}
			if len(told) > 0 {
				course(t, agent, told)
			}
		})
	}
}

// storyteller is the agent that tells what one agent has to tell.
func storyteller(t *testing.T) string {
	for _, agent := range []string{"flux", "argocd", "sveltos"} {
		if len(uncompiled(t, labPrograms(agent))) == 0 {
			return agent
		}
	}
	return "flux"
}

// course tells the stories of exercises in one lab, which is made as the docs
// make one.
func course(t *testing.T, agent string, told []*exercise.Exercise) {
	l := courseLab(t, agent)
	for _, e := range told {
		t.Run(e.Name, func(t *testing.T) {
			was := l.t
			defer func() { l.t = was }()
			l.t = t
			l.tell(e)
		})
	}
	l.run("lab", "reset")
}

// courseLab is a lab that runs, made as the docs make one.
func courseLab(t *testing.T, agent string) *lab {
	l := newLab(t, "agent: "+agent+"\n")
	l.run("init", "--force", "--name", "acme", "--agent", agent, "--profile", "lab", "--provider", "local",
		"--domain", "platform.example.com", "--repository", "http://"+freeAddress(t)+"/acme.git")
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	return l
}

func (l *lab) tell(e *exercise.Exercise) {
	l.t.Helper()
	before := l.traces()
	l.within(startBar, "lab", "exercise", "start", e.Name)
	if l.solved() {
		l.t.Fatal("it is solved before anything was done")
	}
	l.run("lab", "exercise", "hint")
	if out, errOut, err := l.try("lab", "exercise", "solution", "--run"); err != nil {
		l.t.Errorf("the solution: %v\n%s%s", err, out, errOut)
	}
	if !l.solved() {
		l.t.Error("it is not solved by its solution")
	}
	l.within(resetBar, "lab", "exercise", "reset")
	l.leavesAs(before)
}

// leavesAs holds what there is against the traces that there were.
func (l *lab) leavesAs(before map[string]string) {
	l.t.Helper()
	after := l.traces()
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] != after[name] {
			l.t.Errorf("a trace is left: %s was %.300q and is %.300q", name, before[name], after[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, there := after[name]; !there {
			l.t.Errorf("%s is gone", name)
		}
	}
}

// within runs slipway, which must be done in time.
func (l *lab) within(bar time.Duration, args ...string) string {
	l.t.Helper()
	began := time.Now()
	out, errOut, err := l.try(args...)
	if err != nil {
		l.t.Fatalf("slipway %s: %v\n%s%s", strings.Join(args, " "), err, out, errOut)
	}
	if !l.took(time.Since(began), bar, args...) {
		l.t.Log(errOut) // where the time went
	}
	return out
}

// took holds how long a command took against its bar.
func (l *lab) took(took, bar time.Duration, args ...string) (well bool) {
	l.t.Helper()
	took = took.Round(100 * time.Millisecond)
	switch {
	case took > failsBeyond(bar):
		l.t.Errorf("slipway %s took %s, of %s", strings.Join(args, " "), took, bar)
	case took > bar:
		l.t.Logf("slow: slipway %s took %s, of %s", strings.Join(args, " "), took, bar)
	}
	return took <= bar
}

// solved is what check says, which must agree with its exit code.
func (l *lab) solved() bool {
	l.t.Helper()
	began := time.Now()
	args := []string{"lab", "exercise", "check", "-o", "json"}
	out, errOut, err := l.try(args...)
	l.took(time.Since(began), checkBar, args...)
	var r progress.Record
	if wrong := json.Unmarshal([]byte(out), &r); wrong != nil {
		l.t.Fatalf("check: %v: %s%s", wrong, out, errOut)
	}
	holds := true
	for _, c := range r.Checks {
		holds = holds && c.Holds
		l.t.Logf("%v: %s %s", c.Holds, c.Goal, c.Told)
	}
	if holds != (err == nil) || holds && r.Solved == nil {
		l.t.Errorf("check exits with %v, and all hold: %v", err, holds)
	}
	return holds
}
