package main

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
)

// liveUI is plainUI for a terminal: what goes on is a line that turns, with the
// time that it has taken, and what is done stays above it.
type liveUI struct {
	plain  *plainUI
	canvas *canvas
	colour bool

	mu     sync.Mutex
	active []*liveStep
	frame  int
}

// wheel is what turns, in letters that every terminal font has.
const wheel = `|/-\`

// Step implements bootstrap.UI.
func (u *liveUI) Step(n, of int, name string) bootstrap.StepUI {
	step := &liveStep{ui: u, name: stepName(n, of, name), since: u.plain.now()}
	u.mu.Lock()
	u.active = append(u.active, step)
	u.mu.Unlock()
	u.canvas.show(u.lines)
	return step
}

// Note implements bootstrap.UI.
func (u *liveUI) Note(format string, args ...any) { u.plain.Note(format, args...) }

// lines are those of the steps that go on.
func (u *liveUI) lines(int) []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.frame = (u.frame + 1) % len(wheel)
	var out []string
	for _, s := range u.active {
		took := u.plain.now().Sub(s.since).Round(time.Second)
		line := fmt.Sprintf("%6s  %c %s", took, wheel[u.frame], s.name)
		if s.last != "" {
			line += " … " + s.last
		}
		out = append(out, line)
	}
	return out
}

// finish drops a step, and the lines with the last one.
func (u *liveUI) finish(s *liveStep) {
	u.mu.Lock()
	u.active = slices.DeleteFunc(u.active, func(other *liveStep) bool { return other == s })
	none := len(u.active) == 0
	u.mu.Unlock()
	if none {
		u.canvas.end()
	}
}

type liveStep struct {
	ui    *liveUI
	name  string
	since time.Time
	last  string
}

// Waiting implements bootstrap.StepUI.
func (s *liveStep) Waiting(condition string) {
	s.ui.mu.Lock()
	changed := s.last != condition
	s.last = condition
	s.ui.mu.Unlock()
	if changed {
		s.ui.canvas.show(s.ui.lines)
	}
}

// End implements bootstrap.StepUI. An error is printed once, by main.
func (s *liveStep) End(what string, err error) {
	s.ui.finish(s)
	if err != nil {
		s.ui.plain.line("%s %s", s.name, paint(s.ui.colour, alarm, "✗"))
		return
	}
	s.ui.plain.line("%s %s %s", s.name, paint(s.ui.colour, fine, "✓"), what)
}
