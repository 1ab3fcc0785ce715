//go:build unix

package local

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary play the programs the tests start: the detached
// keeper, and processes that serve, ignore signals or crash.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 5 && os.Args[1] == "lab" && os.Args[2] == "keeper":
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		if err := Serve(ctx, os.Args[4]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case len(os.Args) > 2 && os.Args[1] == "play":
		play(os.Args[2], os.Args[3:])
	default:
		os.Exit(m.Run())
	}
}

func play(role string, args []string) {
	switch role {
	case "serve": // opens a port
		listener, err := net.Listen("tcp", args[0])
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		defer listener.Close()
		select {}
	case "deaf": // does not end when asked to
		signal.Ignore(syscall.SIGTERM)
		select {}
	case "family": // has a child of its own
		child := exec.Command(os.Args[0], "play", "deaf")
		if err := child.Start(); err != nil {
			os.Exit(1)
		}
		writeFile(args[0], fmt.Sprint(child.Process.Pid))
		select {}
	case "environment":
		writeFile(args[0], strings.Join(os.Environ(), "\n"))
		select {}
	case "crash":
		fmt.Println("the reason is here")
		os.Exit(7)
	}
}

func writeFile(path, content string) {
	if err := os.WriteFile(path+".new", []byte(content), 0o600); err != nil {
		panic(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		panic(err)
	}
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// player is a process in one of the roles above.
func player(t *testing.T, dir, name, role string, args ...string) Process {
	t.Helper()
	return Process{Name: name, Path: self(t), Args: append([]string{"play", role}, args...), Log: filepath.Join(dir, "logs", name+".log")}
}

func newKeeper(t *testing.T) *Keeper {
	t.Helper()
	keeper := NewKeeper()
	t.Cleanup(func() {
		if err := keeper.Close(); err != nil {
			t.Error(err)
		}
	})
	return keeper
}

func statusOf(t *testing.T, s Supervisor, name string) Status {
	t.Helper()
	all, err := s.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.Name == name {
			return one
		}
	}
	return Status{}
}

func alive(pid int) bool { return pid > 0 && syscall.Kill(pid, 0) == nil && !zombie(pid) }

// zombie tells a process that has ended but whose parent, in a container often
// nobody, has not looked yet.
func zombie(pid int) bool {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(data), ") Z ")
}

func soon(t *testing.T, what string, f func() bool) {
	t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for !f() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 15 seconds", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	ports, err := OpenPorts(filepath.Join(t.TempDir(), "ports.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	address, err := ports.Address("any")
	if err != nil {
		t.Fatal(err)
	}
	return address
}
