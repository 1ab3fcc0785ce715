package local

import (
	"os"
	"os/exec"
	"testing"
)

// TestMemoryCountsWhatAProcessStarted, and not those beside it.
func TestMemoryCountsWhatAProcessStarted(t *testing.T) {
	alone, err := memoryOf(os.Getpid())
	if err != nil || alone < 1<<20 {
		t.Fatalf("this process takes %d bytes (%v)", alone, err)
	}
	child := exec.Command(self(t), "play", "deaf")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = child.Process.Kill(); _ = child.Wait() }()
	soon(t, "the child counts", func() bool {
		own, err := memoryOf(child.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		all, err := memoryOf(os.Getpid())
		return err == nil && own > 1<<20 && all > own
	})
	if gone, err := memoryOf(1 << 30); err != nil || gone != 0 {
		t.Errorf("a process that does not exist takes %d bytes (%v)", gone, err)
	}
}
