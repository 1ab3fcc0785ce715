//go:build unix

package local

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestKeeperStartIsIdempotent(t *testing.T) {
	keeper, dir, ctx := newKeeper(t), t.TempDir(), t.Context()
	address := freeAddress(t)
	server := player(t, dir, "server", "serve", address)
	server.Ready = &Probe{TCP: address}
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() {
			if err := keeper.Start(ctx, server); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	first := statusOf(t, keeper, "server")
	if !first.Running || !first.Ready || first.Restarts != 0 {
		t.Fatalf("status is %+v", first)
	}
	server.Env = []string{"CHANGED=1"}
	if err := keeper.Start(ctx, server); err != nil {
		t.Fatal(err)
	}
	if second := statusOf(t, keeper, "server"); second.PID == first.PID || alive(first.PID) {
		t.Errorf("another definition did not replace the process: %+v then %+v", first, second)
	}
}

func TestKeeperRestartsWhatDies(t *testing.T) {
	keeper, dir := newKeeper(t), t.TempDir()
	address := freeAddress(t)
	server := player(t, dir, "server", "serve", address)
	server.Ready = &Probe{TCP: address}
	if err := keeper.Start(t.Context(), server); err != nil {
		t.Fatal(err)
	}
	first := statusOf(t, keeper, "server").PID
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	soon(t, "restart", func() bool {
		now := statusOf(t, keeper, "server")
		return now.Running && now.PID != first && now.Restarts == 1 && strings.Contains(now.LastExit, "killed")
	})
	if err := keeper.Start(t.Context(), server); err != nil {
		t.Fatal(err)
	}
}

func TestKeeperGivesUpOnWhatNeverStarts(t *testing.T) {
	keeper, dir := newKeeper(t), t.TempDir()
	crashing := player(t, dir, "crashing", "crash")
	crashing.Ready = &Probe{TCP: freeAddress(t)}
	err := keeper.Start(t.Context(), crashing)
	if err == nil || !strings.Contains(err.Error(), "exit status 7") || !strings.Contains(err.Error(), "the reason is here") {
		t.Fatalf("error is %v", err)
	}
	if left := statusOf(t, keeper, "crashing"); left.Name != "" {
		t.Errorf("it is still kept: %+v", left)
	}
	missing := Process{Name: "missing", Path: filepath.Join(dir, "nothing"), Log: filepath.Join(dir, "log")}
	if err := keeper.Start(t.Context(), missing); err == nil {
		t.Error("a program that does not exist was started")
	}
}

// TestKeeperStartsAgainWhatEnded: who asks for a process whose trouble is over does
// not hear of how often it ended before, nor waits for its next try.
func TestKeeperStartsAgainWhatEnded(t *testing.T) {
	t.Parallel()
	keeper, dir := newKeeper(t), t.TempDir()
	address := freeAddress(t)
	server := player(t, dir, "server", "serve", address)
	server.Ready = &Probe{TCP: address}
	if err := keeper.Start(t.Context(), server); err != nil {
		t.Fatal(err)
	}
	free := takePort(t, address, statusOf(t, keeper, "server").PID)
	soon(t, "third end", func() bool {
		now := statusOf(t, keeper, "server")
		return now.Restarts >= attempts-1 && !now.Running
	})
	free()
	within, cancel := context.WithTimeout(t.Context(), 3*time.Second) // its next try is in 4 s
	defer cancel()
	if err := keeper.Start(within, server); err != nil {
		t.Fatal(err)
	}
}

// takePort ends the process that listens on a port and listens in its place.
func takePort(t *testing.T, address string, pid int) (free func()) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var inTheWay net.Listener
	soon(t, "free port", func() bool {
		var err error
		inTheWay, err = net.Listen("tcp", address)
		return err == nil
	})
	free = sync.OnceFunc(func() { inTheWay.Close() })
	t.Cleanup(free)
	return free
}

func TestKeeperLetsTheCallerGoButKeepsTheProcess(t *testing.T) {
	keeper, dir := newKeeper(t), t.TempDir()
	slow := player(t, dir, "slow", "serve", freeAddress(t))
	slow.Ready = &Probe{URL: "http://" + freeAddress(t) + "/"} // nobody listens there
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if err := keeper.Start(ctx, slow); err == nil {
		t.Fatal("it became ready")
	}
	if !statusOf(t, keeper, "slow").Running {
		t.Error("an impatient caller ended the process")
	}
}

func TestKeeperStopsWholeFamilies(t *testing.T) {
	keeper, dir := newKeeper(t), t.TempDir()
	note := filepath.Join(dir, "child")
	if err := keeper.Start(t.Context(), player(t, dir, "family", "family", note)); err != nil {
		t.Fatal(err)
	}
	grandchild := readPID(t, note)
	if err := keeper.Stop(t.Context(), "family"); err != nil {
		t.Fatal(err)
	}
	soon(t, "end of the grandchild", func() bool { return !alive(grandchild) })
}

func TestKeeperInsists(t *testing.T) {
	if testing.Short() {
		t.Skip("waits out the 10 seconds a process has to end")
	}
	keeper, dir := newKeeper(t), t.TempDir()
	if err := keeper.Start(t.Context(), player(t, dir, "deaf", "deaf")); err != nil {
		t.Fatal(err)
	}
	pid := statusOf(t, keeper, "deaf").PID
	if err := keeper.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if alive(pid) {
		t.Error("it is still alive")
	}
}

func TestKeeperGivesNoEnvironmentOfItsOwn(t *testing.T) {
	t.Setenv("SLIPWAY_TEST_SECRET", "leaked")
	keeper, dir := newKeeper(t), t.TempDir()
	note := filepath.Join(dir, "environment")
	if err := keeper.Start(t.Context(), player(t, dir, "env", "environment", note)); err != nil {
		t.Fatal(err)
	}
	soon(t, "its note", func() bool { return isFile(note) })
	if data, err := os.ReadFile(note); err != nil || strings.Contains(string(data), "leaked") {
		t.Errorf("environment is %q (%v)", data, err)
	}
}

func TestKeeperAfterClose(t *testing.T) {
	keeper, dir := NewKeeper(), t.TempDir()
	if err := keeper.Close(); err != nil {
		t.Fatal(err)
	}
	if err := keeper.Start(t.Context(), player(t, dir, "late", "deaf")); err == nil {
		t.Error("a closed keeper started a process")
	}
}

func readPID(t *testing.T, path string) int {
	t.Helper()
	soon(t, "a process id in "+path, func() bool { return isFile(path) })
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}
