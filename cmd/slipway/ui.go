package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
)

// plainUI prints a line for each thing that happens, with the time since the
// program began.
type plainUI struct {
	mu    sync.Mutex
	w     io.Writer
	now   func() time.Time
	start time.Time
}

// newUI is what shows progress: lines that turn on a terminal, events where a
// program reads, and plain lines elsewhere.
func (a *app) newUI() bootstrap.UI {
	plain := &plainUI{w: a.err, now: a.now, start: a.now()}
	switch {
	case a.quiet:
		return quietUI{}
	case a.output == "json":
		return &eventUI{w: a.err, now: a.now}
	case a.canvas != nil && a.getenv("TERM") != "dumb":
		return &liveUI{plain: plain, canvas: a.canvas, colour: a.colours()}
	}
	return plain
}

// stepName is how a step is called in lines for people.
func stepName(n, of int, name string) string {
	if of > 0 {
		return fmt.Sprintf("[%d/%d] %s", n, of, name)
	}
	return name
}

func (u *plainUI) line(format string, args ...any) {
	u.mu.Lock()
	defer u.mu.Unlock()
	fmt.Fprintf(u.w, "%6s  %s\n", u.now().Sub(u.start).Round(100*time.Millisecond), fmt.Sprintf(format, args...))
}

// Step implements bootstrap.UI.
func (u *plainUI) Step(n, of int, name string) bootstrap.StepUI {
	return &plainStep{ui: u, name: stepName(n, of, name)}
}

// Note implements bootstrap.UI.
func (u *plainUI) Note(format string, args ...any) { u.line(format, args...) }

type plainStep struct {
	ui   *plainUI
	name string
	last string
}

// Waiting implements bootstrap.StepUI.
func (s *plainStep) Waiting(condition string) {
	s.ui.mu.Lock()
	changed := s.last != condition
	s.last = condition
	s.ui.mu.Unlock()
	if changed {
		s.ui.line("%s … %s", s.name, condition)
	}
}

// End implements bootstrap.StepUI. An error is printed once, by main.
func (s *plainStep) End(what string, err error) {
	if err != nil {
		s.ui.line("%s ✗", s.name)
		return
	}
	s.ui.line("%s ✓ %s", s.name, what)
}

// quietUI shows nothing: something else is being drawn.
type quietUI struct{}

// Step implements bootstrap.UI.
func (quietUI) Step(int, int, string) bootstrap.StepUI { return quietStep{} }

// Note implements bootstrap.UI.
func (quietUI) Note(string, ...any) {}

type quietStep struct{}

// Waiting implements bootstrap.StepUI.
func (quietStep) Waiting(string) {}

// End implements bootstrap.StepUI.
func (quietStep) End(string, error) {}
