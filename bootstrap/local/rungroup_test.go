//go:build unix

package local

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestRunGroup: whoever interrupts a command ends what that started as well, also what does not want to end.
func TestRunGroup(t *testing.T) {
	file := filepath.Join(t.TempDir(), "child")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- RunGroup(ctx, exec.CommandContext(ctx, self(t), "play", "family", file)) }()
	soon(t, "the child to be there", func() bool { _, err := os.Stat(file); return err == nil })
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(string(data))
	if err != nil || !alive(child) {
		t.Fatalf("the child is %q, %v", data, err)
	}
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v", err)
		}
	case <-time.After(3 * groupPatience):
		t.Fatal("it does not end")
	}
	soon(t, "the child to end", func() bool { return !alive(child) })
}

// TestRunGroupSaysWhatFailed: nobody interrupted.
func TestRunGroupSaysWhatFailed(t *testing.T) {
	var exit *exec.ExitError
	if err := RunGroup(t.Context(), exec.CommandContext(t.Context(), self(t), "play", "crash")); !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("it ends with %v", err)
	}
	if err := RunGroup(t.Context(), exec.CommandContext(t.Context(), filepath.Join(t.TempDir(), "nowhere"))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what is not there ends with %v", err)
	}
}
