//go:build e2e && linux

package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
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
}

// commitOwn is what a participant commits between two exercises.
func (l *lab) commitOwn() {
	l.inDir("git", "commit", "--quiet", "--allow-empty", "--message", "mine")
	l.inDir("git", "push", "--quiet", "origin", "HEAD:main")
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
