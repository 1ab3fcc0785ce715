package lab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab/workspace"
	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/platform"
)

// served is a lab that serves a real repository, of which its folder is a clone, and that has no cluster. Its exercise prune
// makes two commits, of which the second edits what the first has written.
func served(t *testing.T, platformYAML string) (*Lab, workspace.Workspace) {
	t.Helper()
	prune := &exercise.Exercise{Name: "prune", Number: 3, Agents: []string{"flux"}, Folder: fstest.MapFS{"new.yaml": {Data: []byte("a: 1\n")}}, Setup: []exercise.Step{
		{Fault: &exercise.Fault{Kind: "unknown to anybody"}},
		{Commit: &exercise.Commit{Message: "one", Edits: []exercise.Edit{
			{Path: "new.yaml", From: "new.yaml"},
			{Path: "platform.yaml", Replace: &exercise.Replace{This: "    sample: {}\n", By: "    sample: {a: 1}\n"}},
		}}},
		{Commit: &exercise.Commit{Message: "two", Edits: []exercise.Edit{
			{Path: "new.yaml", Remove: true},
			{Path: "platform.yaml", Replace: &exercise.Replace{This: "{a: 1}", By: "{a: 2}"}},
		}}},
	}}
	l := &Lab{state: t.TempDir(), Options: Options{Dir: filepath.Join(t.TempDir(), "acme"), Exercises: []*exercise.Exercise{prune}, Now: time.Now, UI: silent{}}}
	l.Load = func() (bootstrap.Options, error) {
		return bootstrap.Options{StateDir: l.state, Dir: l.Dir, Agent: &platform.Agent{Name: "flux"}, Platform: &platform.Platform{
			Name: "acme", Repository: platform.Repository{URL: "http://127.0.0.1:3000/acme.git", Branch: "main"}, Clusters: []*platform.Cluster{{Name: "hub", RunsAgent: true}},
		}}, nil
	}
	w := workspace.Workspace{Dir: l.Dir, Served: filepath.Join(l.state, "git", "acme.git"), Branch: "main"}
	typeGit(t, "init", "--quiet", "--bare", "--initial-branch=main", w.Served)
	typeGit(t, "init", "--quiet", "--initial-branch=main", w.Dir)
	push(t, w, platformYAML)
	return l, w
}

// push commits a platform.yaml, as others do.
func push(t *testing.T, w workspace.Workspace, platformYAML string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.Dir, "platform.yaml"), []byte(platformYAML), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context(), "Change the platform"); err != nil {
		t.Fatal(err)
	}
}

const (
	suiting = "components:\n    sample: {}\n"
	other   = "components:\n    sample: {enabled: false}\n"
)

// Whoever pushed what an exercise does not expect is told what mends it. Nothing was made wrong, written or remembered.
func TestAStartThatDoesNotFitChangesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		began bool
		first string
		want  string
	}{
		"where it began would do":     {true, suiting, "slipway lab reset --to 3"},
		"it began so":                 {true, other, "lab down and lab up make a new lab"},
		"nobody knows where it began": {false, suiting, "lab down and lab up make a new lab"},
	} {
		t.Run(name, func(t *testing.T) {
			l, w := served(t, test.first)
			if test.began {
				if err := l.Began(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			push(t, w, other+"# more\n")
			before := all(t, l, w)
			_, err := l.Start(t.Context(), "prune")
			if err == nil || !strings.Contains(err.Error(), `no longer as exercise 3 needs it: platform.yaml holds "    sample: {}\n" 0 times`) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
			if after := all(t, l, w); after != before {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
		})
	}
}

// One that is under way stays so where the next does not fit what there was before.
func TestAStartThatDoesNotFitTakesNothingBack(t *testing.T) {
	l, w := served(t, other)
	if err := l.Began(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, err := l.attempt()
	if err != nil {
		t.Fatal(err)
	}
	a.Exercise, a.Refs = "drift", a.Begin
	if err := l.remember(a); err != nil {
		t.Fatal(err)
	}
	push(t, w, suiting) // by the exercise's, which would go
	before := all(t, l, w)
	if _, err := l.Start(t.Context(), "prune"); err == nil || !strings.Contains(err.Error(), "no longer as exercise 3 needs it") {
		t.Errorf("start: %v", err)
	}
	if err := l.ResetAll(t.Context(), "prune"); err == nil || !strings.Contains(err.Error(), "no longer as exercise 3 needs it") {
		t.Errorf("reset: %v", err)
	}
	if after := all(t, l, w); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

func TestEditsAreTriedOneAfterTheOther(t *testing.T) {
	l, w := served(t, suiting)
	if err := try(t.Context(), l.Exercises[0], w, ""); err != nil {
		t.Error(err)
	}
}

// Where a lab begins is written down once: not by a later lab up, nor by one that a script of an exercise types.
func TestALabBeginsWhereLabUpLeftIt(t *testing.T) {
	l, w := served(t, suiting)
	begin, err := w.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Began(t.Context()); err != nil {
		t.Fatal(err)
	}
	push(t, w, other)
	unlock, err := l.lock()
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if err := l.Began(t.Context()); err != nil {
		t.Error(err)
	}
	if a, err := l.attempt(); err != nil || a.begin() != begin || a.Agent != "flux" || a.Host != "hub" || a.Exercise != "" {
		t.Errorf("it remembers %+v, %v", a, err)
	}
	if found, err := Open(filepath.Dir(l.state), Options{Dir: l.Dir}); err != nil || found.state != l.state {
		t.Errorf("it is found as %+v, %v", found, err)
	}
}

// all is what a start changes before it touches a cluster.
func all(t *testing.T, l *Lab, w workspace.Workspace) string {
	t.Helper()
	refs, err := w.Refs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(l.Dir, "platform.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	remembered, _ := os.ReadFile(filepath.Join(l.state, attemptFile)) // none where it is not known where the lab began
	_, err = os.Stat(filepath.Join(l.state, progressFile))
	return fmt.Sprintf("%v\n%s%s\n%s\nprogress: %v", refs, text, typeGit(t, "-C", w.Dir, "status", "--porcelain"), remembered, err == nil)
}

func typeGit(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "git", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v: %s", args, err, out)
	}
	return string(out)
}
