//go:build unix

package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestAnInterruptedGitLeavesNoLock: git that is killed leaves its lock in the
// participant's repository, and no git does anything there any more.
func TestAnInterruptedGitLeavesNoLock(t *testing.T) {
	w := newWorkspace(t)
	began := filepath.Join(t.TempDir(), "began")
	w.must(t, w.Dir, "config", "filter.slow.clean", "touch '"+began+"'; exec sleep 60")
	w.write(t, ".gitattributes", "*.yaml filter=slow\n")
	w.write(t, "platform.yaml", "kind: Another\n")
	lock := filepath.Join(w.Dir, ".git", "index.lock")

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { _, err := w.Commit(ctx, "Change it"); ended <- err }()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(began); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("git does not begin")
		}
	}
	if _, err := os.Stat(lock); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	if _, err := os.Stat(lock); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the lock: %v", err)
	}
	w.must(t, w.Dir, "config", "--unset", "filter.slow.clean")
	if _, err := w.Commit(t.Context(), "Change it"); err != nil {
		t.Error(err)
	}
}
