package main

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
)

// event is one thing that happens, for programs: a line of JSON each.
// docs/output.md says it to people.
type event struct {
	Time  string `json:"time"`  // RFC 3339, UTC
	Event string `json:"event"` // begin, wait, done, failed or note
	Step  string `json:"step,omitempty"`
	// Number of Of is where the step stands; without them it stands alone.
	Number int    `json:"number,omitempty"`
	Of     int    `json:"of,omitempty"`
	Text   string `json:"text,omitempty"`
}

// eventUI writes an event for each thing that happens.
type eventUI struct {
	mu  sync.Mutex
	w   io.Writer
	now func() time.Time
}

func (u *eventUI) write(e event) {
	u.mu.Lock()
	defer u.mu.Unlock()
	e.Time = u.now().UTC().Format(time.RFC3339Nano)
	_ = json.NewEncoder(u.w).Encode(e) // progress that cannot be shown is no reason to stop
}

// Step implements bootstrap.UI.
func (u *eventUI) Step(n, of int, name string) bootstrap.StepUI {
	s := &eventStep{ui: u, step: event{Step: name, Number: n, Of: of}}
	if of == 0 {
		s.step.Number = 0
	}
	s.say("begin", "")
	return s
}

// Note implements bootstrap.UI.
func (u *eventUI) Note(format string, args ...any) {
	u.write(event{Event: "note", Text: fmt.Sprintf(format, args...)})
}

type eventStep struct {
	ui   *eventUI
	step event
	last string
}

func (s *eventStep) say(what, text string) {
	e := s.step
	e.Event, e.Text = what, text
	s.ui.write(e)
}

// Waiting implements bootstrap.StepUI.
func (s *eventStep) Waiting(condition string) {
	s.ui.mu.Lock()
	changed := s.last != condition
	s.last = condition
	s.ui.mu.Unlock()
	if changed {
		s.say("wait", condition)
	}
}

// End implements bootstrap.StepUI.
func (s *eventStep) End(what string, err error) {
	if err != nil {
		s.say("failed", err.Error())
		return
	}
	s.say("done", what)
}
