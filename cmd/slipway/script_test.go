package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/generator/apiversion/versiontest"
	"github.com/slipway-platform/slipway/schemas"
)

// TestMain lets the scripts run the program as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"slipway": main, "slipway-later": later})
}

// later is the program with a format that has a version before the current one, which the shipped one lacks.
func later() {
	format, err := versiontest.Schemas(schemas.FS)
	if err != nil {
		panic(err)
	}
	os.Exit(runWith(context.Background(), format, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// TestScript is the command line's specification: testdata/script/*.txtar.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			// Labs and caches of whoever runs the tests are out of reach.
			env.Setenv("SLIPWAY_STATE", env.WorkDir+"/state")
			env.Setenv("SLIPWAY_CACHE", env.WorkDir+"/cache")
			env.Values[chartServersKey{}] = chartServers{}
			env.Values[signersKey{}] = map[string]*ecdsa.PrivateKey{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":      exits,
			"interrupts": ends(os.Interrupt),
			"hangs-up":   ends(syscall.SIGHUP),
			"commits":    commits,
			"git-server": serveGit,
			"tarpit":     serveTarpit,
			// Charts that a script brings along, as a registry has them.
			"chart-registry": serveCharts,
			"stop-registry":  stopCharts,
			// Whoever signs catalogs there.
			"make-key":     makeKey,
			"sign-catalog": signCatalog,
		},
	})
}

// exits runs a program and holds its exit code against the first argument:
// scripts know success and failure only, and the codes are a promise.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	cmd := program(ts, args[1:])
	_ = cmd.Run() // what it returns is looked at below
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("%v: exit code %d, not %d", args[1:], got, want)
	}
}

// ends runs a program until it says the first argument on stderr, then presses Ctrl-C,
// or closes the terminal; it must end with the code for that.
func ends(by os.Signal) func(ts *testscript.TestScript, neg bool, args []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 2 {
			ts.Fatalf("usage: interrupts TEXT PROGRAM [ARGUMENT…]")
		}
		endBy(ts, by, args)
	}
}

func endBy(ts *testscript.TestScript, by os.Signal, args []string) {
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, by) // a program would inherit that it is ignored, as under nohup
	defer signal.Stop(heard)
	cmd := program(ts, args[1:])
	cmd.Stderr = nil // read here, and passed on
	stderr, err := cmd.StderrPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	said := bufio.NewScanner(io.TeeReader(stderr, ts.Stderr()))
	for said.Scan() && !strings.Contains(said.Text(), args[0]) {
		continue
	}
	ts.Check(cmd.Process.Signal(by))
	for said.Scan() {
		continue
	}
	_ = cmd.Wait() // what it returns is looked at below
	if got := cmd.ProcessState.ExitCode(); got != exitInterrupted {
		ts.Fatalf("%v: exit code %d, not %d", args[1:], got, exitInterrupted)
	}
}

func program(ts *testscript.TestScript, args []string) *exec.Cmd {
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "SLIPWAY_STATE", "SLIPWAY_CACHE", "KUBECONFIG", "SLIPWAY_BUNDLE", "KIND_EXPERIMENTAL_PROVIDER", "GITHUB_WORKSPACE"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	cmd.Stdout, cmd.Stderr = ts.Stdout(), ts.Stderr()
	return cmd
}

// serveGit serves an empty repository, acme.git, at the address that it puts
// into the variable which the argument names.
func serveGit(ts *testscript.TestScript, _ bool, args []string) {
	root := ts.MkAbs("git")
	_, err := gitserver.Init(context.Background(), root, "acme", "main")
	ts.Check(err)
	server := httptest.NewServer(gitserver.New(root))
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL+"/acme.git")
}

// serveTarpit takes connections and never answers; its address goes into the
// variable which the argument names.
func serveTarpit(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	ts.Setenv(args[0], "http://"+listener.Addr().String())
}

// commits generates and commits everything, at the time at which it was written and the one at which it was committed:
// commits WRITTEN COMMITTED MESSAGE.
func commits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: commits WRITTEN COMMITTED MESSAGE")
	}
	ts.Setenv("GIT_AUTHOR_DATE", args[0])
	ts.Setenv("GIT_COMMITTER_DATE", args[1])
	ts.Check(errors.Join(
		ts.Exec("slipway", "generate", "--quiet"),
		ts.Exec("git", "add", "--all"),
		ts.Exec("git", "commit", "--quiet", "--message", args[2]),
	))
}
