//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestAskOnATerminal asks on a real one: a secret is not echoed, what follows a
// line is the next answer, and Ctrl-C leaves the terminal with its echo.
func TestAskOnATerminal(t *testing.T) {
	typist, terminal := openTerminal(t)
	var said bytes.Buffer
	a := &app{in: terminal, err: &said}
	ask := a.ask()
	if ask == nil {
		t.Fatal("a terminal was not taken for one")
	}
	for _, want := range []struct {
		text   string
		secret bool
	}{{"ann", false}, {"hunter2", true}, {"bob", false}} {
		answered := make(chan string)
		go func() {
			text, err := ask(t.Context(), "password for x", want.secret)
			answered <- fmt.Sprint(text, err)
		}()
		waitForEcho(t, terminal, !want.secret)
		if _, err := typist.WriteString(want.text + "\n"); err != nil {
			t.Fatal(err)
		}
		if got := <-answered; got != want.text+"<nil>" {
			t.Errorf("got %q", got)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		waitForEcho(t, terminal, false)
		cancel()
	}()
	if _, err := ask(ctx, "password for x", true); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	waitForEcho(t, terminal, true)
	if n := strings.Count(said.String(), "password for x: "); n != 4 {
		t.Errorf("it was asked %d times: %q", n, said.String())
	}
	shown := make([]byte, 1024)
	n, err := typist.Read(shown)
	if err != nil || strings.Contains(string(shown[:n]), "hunter2") || !strings.Contains(string(shown[:n]), "ann") {
		t.Errorf("the terminal shows %q, %v", shown[:n], err)
	}
}

func TestNobodyIsAskedWithoutATerminal(t *testing.T) {
	if (&app{in: strings.NewReader("")}).ask() != nil {
		t.Error("a stream was taken for a terminal")
	}
}

func waitForEcho(t *testing.T, terminal *os.File, want bool) {
	t.Helper()
	for range 500 {
		state, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
		if err == nil && (state.Lflag&unix.ECHO != 0) == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("the terminal's echo did not come to be %t", want)
}

// openTerminal returns both ends of a pseudo-terminal.
func openTerminal(t *testing.T) (typist, terminal *os.File) {
	t.Helper()
	typist, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("skipped: this machine has no pseudo-terminals:", err)
	}
	fd := int(typist.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = terminal.Close(); _ = typist.Close() })
	return typist, terminal
}
