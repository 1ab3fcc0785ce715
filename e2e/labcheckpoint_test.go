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
	for name, meanwhile := range map[string]func(){
		"interrupted": l.interruptReset,
		"removed": func() {
			if err := os.RemoveAll(saved); err != nil {
				t.Fatal(err)
			}
		},
	} {
		l.run("lab", "exercise", "start", "app-of-apps")
		if _, err := os.Stat(saved); err != nil {
			t.Fatal(err)
		}
		l.run("lab", "exercise", "solution", "--run")
		meanwhile()
		l.run("lab", "exercise", "reset")
		if _, err := os.Stat(saved); err == nil {
			t.Errorf("%s: the copy is left", name)
		}
		l.leavesAs(before)
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
