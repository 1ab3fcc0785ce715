package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// ask returns what asks for a value on the terminal; nil where stdin is none.
// Questions go to stderr, as progress does.
func (a *app) ask() func(ctx context.Context, question string, secret bool) (string, error) {
	in, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil
	}
	return func(ctx context.Context, question string, secret bool) (string, error) {
		defer a.holdCanvas()()
		fmt.Fprintf(a.err, "%s: ", question)
		if secret {
			defer fmt.Fprintln(a.err) // the answer's own line end was not shown
		}
		return readLine(ctx, in, secret)
	}
}

// holdCanvas keeps progress off the terminal while somebody is asked.
func (a *app) holdCanvas() (release func()) {
	if a.canvas == nil {
		return func() {}
	}
	return a.canvas.hold()
}

// readLine reads a line, unseen if it is a secret. Interrupted, it leaves the
// terminal as it was; the read itself ends with the program.
func readLine(ctx context.Context, in *os.File, secret bool) (string, error) {
	fd := int(in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		if secret {
			text, err := term.ReadPassword(fd)
			done <- answer{string(text), err}
			return
		}
		text, err := readText(in)
		done <- answer{text, err}
	}()
	select {
	case got := <-done:
		return strings.TrimRight(got.text, "\r\n"), got.err
	case <-ctx.Done():
		_ = term.Restore(fd, before)
		return "", ctx.Err()
	}
}

// readText reads byte by byte: what comes after the line is the next answer.
func readText(in *os.File) (string, error) {
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := in.Read(one)
		if n == 1 && one[0] != '\n' {
			line = append(line, one[0])
			continue
		}
		if n == 1 {
			err = nil
		}
		return string(line), err
	}
}
