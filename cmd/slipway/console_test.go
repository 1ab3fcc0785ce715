//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// console is the program on a terminal of its own, and a person at it.
type console struct {
	t         *testing.T
	ptmx, tty *os.File
	vt        vt10x.Terminal
	cmd       *exec.Cmd
	done      chan error

	mu  sync.Mutex
	raw bytes.Buffer
}

// The keys that a person presses.
const (
	enter = "\r"
	down  = "\x1b[B"
	up    = "\x1b[A"
	back  = "\x1b[Z"
	ctrlC = "\x03"
	ctrlD = "\x04"
)

// open starts the program in a folder, on a terminal of a size.
func open(t *testing.T, dir string, width, height int, args ...string) *console {
	t.Helper()
	return openWith(t, nil, dir, width, height, args...)
}

// openWith is open with further variables in the environment.
func openWith(t *testing.T, env []string, dir string, width, height int, args ...string) *console {
	t.Helper()
	return start(t, env, dir, width, height, false, args...)
}

// start starts the program; a mute terminal does not say where its cursor is.
func start(t *testing.T, env []string, dir string, width, height int, mute bool, args ...string) *console {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skipf("skipped: this machine has no pseudo terminals: %v", err)
	}
	if err := pty.Setsize(ptmx, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, ptmx: ptmx, tty: tty, done: make(chan error, 1), vt: vt10x.New(vt10x.WithSize(width, height))}
	if !mute {
		c.vt = vt10x.New(vt10x.WithSize(width, height), vt10x.WithWriter(ptmx))
	}
	c.cmd = exec.Command("slipway", args...)
	c.cmd.Dir = dir
	c.cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "NO_COLOR="), env...)
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = tty, tty, tty
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(c, ptmx) }() // ends with the terminal
	go func() { c.done <- c.cmd.Wait() }()
	t.Cleanup(func() { _ = errors.Join(c.cmd.Process.Kill(), tty.Close(), ptmx.Close()) })
	return c
}

// Write shows what the program sends.
func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.raw.Write(p)
	c.mu.Unlock()
	return c.vt.Write(p)
}

// sent is everything that the program has sent.
func (c *console) sent() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.raw.String()
}

// screen is what the terminal shows, without blanks at the ends.
func (c *console) screen() string {
	var lines []string
	for line := range strings.SplitSeq(c.vt.String(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// sees waits until the screen shows a text.
func (c *console) sees(want string) {
	c.t.Helper()
	for range 1000 {
		if strings.Contains(c.screen(), want) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.t.Fatalf("the screen does not show %q but\n%s", want, c.screen())
}

// hides holds the screen to show none of some texts.
func (c *console) hides(unwanted ...string) {
	c.t.Helper()
	for _, text := range unwanted {
		if strings.Contains(c.screen(), text) {
			c.t.Errorf("the screen still shows %q\n%s", text, c.screen())
		}
	}
}

// left holds a folder to be as empty as it was.
func (c *console) left(dir string) {
	c.t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		c.t.Errorf("there is %v, %v", entries, err)
	}
}

// types presses keys.
func (c *console) types(keys ...string) {
	c.t.Helper()
	if _, err := c.ptmx.WriteString(strings.Join(keys, "")); err != nil {
		c.t.Fatal(err)
	}
}

// marked is the option of a question that the cursor stands at, and whether it is taken.
var marked = regexp.MustCompile(`(?m)^> \[(.)\] (\S+)`)

// marks takes options of a question by name, wherever they stand; the cursor comes from above.
func (c *console) marks(names ...string) {
	c.t.Helper()
	for _, name := range names {
		for range 200 {
			at := marked.FindStringSubmatch(c.screen())
			if at != nil && at[2] == name {
				break
			}
			c.types(down)
			c.moves(at)
		}
		c.types(" ")
		c.sees("> [x] " + name)
	}
}

// moves waits until the cursor stands elsewhere.
func (c *console) moves(from []string) {
	c.t.Helper()
	for range 1000 {
		if at := marked.FindStringSubmatch(c.screen()); at != nil && (from == nil || at[2] != from[2]) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.t.Fatalf("the cursor stays at %q on\n%s", from, c.screen())
}

// answers waits for each question and says what follows it.
func (c *console) answers(said ...[2]string) {
	c.t.Helper()
	for _, s := range said {
		c.sees("? " + s[0])
		c.types(s[1], enter)
	}
}

// ends waits for the program's end and returns its exit code.
func (c *console) ends() int {
	c.t.Helper()
	select {
	case <-c.done:
		time.Sleep(50 * time.Millisecond) // what it sent last is being shown
		return c.cmd.ProcessState.ExitCode()
	case <-time.After(20 * time.Second):
		c.t.Fatalf("the program does not end; the screen shows\n%s", c.screen())
		return -1
	}
}
