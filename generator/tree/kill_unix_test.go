//go:build unix

package tree

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// The same with a real process and a real SIGKILL: the test binary runs itself.
const (
	killDir = "SLIPWAY_TEST_KILL_DIR"
	killAt  = "SLIPWAY_TEST_KILL_AT"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		os.Exit(child(dir, os.Getenv(killAt)))
	}
	os.Exit(m.Run())
}

// child applies next in dir and kills itself at the given change. When that is a write, half of one is done.
func child(dir, at string) int {
	n, _ := strconv.Atoi(at)
	tree := &Tree{}
	for p, data := range next() {
		rest, seed := strings.CutPrefix(p, "seed:")
		kind := Owned
		if seed {
			kind = Seed
		}
		if tree.Add(rest, []byte(data), kind) != nil {
			return 1
		}
	}
	c, err := Plan(dir, tree, meta(), Options{Output: "gitops"})
	if err != nil {
		return 1
	}
	var count atomic.Int64
	c.change = func(op, p string) error {
		if int(count.Add(1)) == n {
			if op == "write" {
				_ = os.WriteFile(filepath.Join(dir, p), []byte("hal"), 0o644)
			}
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return nil
	}
	if c.Apply(context.Background()) != nil {
		return 1
	}
	return 0
}

func TestKillAtEveryChange(t *testing.T) {
	exe, err := os.Executable()
	must(t, err)
	wantNext, wantLater := outcome(t, next()), outcome(t, later())
	kill := func(dir string, n int) (killed bool) {
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), killDir+"="+dir, killAt+"="+strconv.Itoa(n))
		out, err := cmd.CombinedOutput()
		if err == nil {
			return false
		}
		if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
			t.Fatalf("child at change %d: %v\n%s", n, err, out)
		}
		return true
	}
	n, killed := 0, true
	for killed && !t.Failed() {
		n++
		what := fmt.Sprintf("killed at change %d", n)
		dir, other := t.TempDir(), t.TempDir()
		prepare(t, dir)
		prepare(t, other)
		killed = kill(dir, n)
		kill(other, n)
		check(t, what+", then the same", dir, next(), wantNext)
		check(t, what+", then another tree", other, later(), wantLater)
	}
	if n < 40 {
		t.Errorf("only %d changes: the hook is not asked before each", n)
	}
	t.Logf("%d changes", n-1)
}

func TestModes(t *testing.T) {
	old := syscall.Umask(0o022)
	defer syscall.Umask(old)
	dir := t.TempDir()
	generate(t, dir, newTree(t, content{"gitops/a.yaml": ""}), Options{})
	for p, want := range map[string]os.FileMode{"gitops": 0o755 | os.ModeDir, "gitops/a.yaml": 0o644, lockName: 0o644} {
		if info, err := os.Stat(filepath.Join(dir, p)); err != nil || info.Mode() != want {
			t.Errorf("%s is %v (%v), want %v", p, info.Mode(), err, want)
		}
	}
}
