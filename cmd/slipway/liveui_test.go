//go:build unix

package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// drawnOn is the program on a terminal whose clock stands still, and whose
// wheel does not turn by itself.
func drawnOn(t *testing.T, width, height int) (*app, *screen, *time.Time) {
	t.Helper()
	s := newScreen(t, width, height)
	now := time.Unix(0, 0)
	c := &canvas{f: s.tty, still: true}
	a := &app{err: c, canvas: c, now: func() time.Time { return now }, noColor: true, getenv: func(string) string { return "" }}
	t.Cleanup(c.end)
	return a, s, &now
}

// TestStepsAreDrawnOverThemselves: what goes on is below what is done, and a
// note, an error or a question comes between.
func TestStepsAreDrawnOverThemselves(t *testing.T) {
	a, s, now := drawnOn(t, 40, 8)
	ui := a.newUI()
	one := ui.Step(1, 2, "preflight")
	s.eventually(t, "    0s  / [1/2] preflight")
	*now = now.Add(2 * time.Second)
	one.Waiting("cluster hub to answer at https://hub.example.com")
	s.eventually(t, "    2s  - [1/2] preflight … cluster hu…")
	ui.Note("a note that is longer than the line of a terminal")
	s.eventually(t, "    2s  a note that is longer than the l\nine of a terminal\n    2s  \\ [1/2] preflight … cluster hu…")
	release := a.holdCanvas()
	fmt.Fprint(a.err, "Sure? [y/N] ")
	s.eventually(t, "    2s  a note that is longer than the l\nine of a terminal\nSure? [y/N]")
	fmt.Fprintln(s.tty, "y")
	release()
	one.End("it answers", nil)
	two := ui.Step(2, 2, "push")
	three := ui.Step(0, 0, "beside")
	two.End("", errors.New("no"))
	fmt.Fprintln(a.err, "error: no")
	s.eventually(t, strings.Join([]string{
		"    2s  a note that is longer than the l", "ine of a terminal", "Sure? [y/N] y",
		"    2s  [1/2] preflight ✓ it answers", "    2s  [2/2] push ✗", "error: no", "    0s  \\ beside",
	}, "\n"))
	three.End("done", nil)
	s.eventually(t, strings.Join([]string{
		"    2s  a note that is longer than the l", "ine of a terminal", "Sure? [y/N] y",
		"    2s  [1/2] preflight ✓ it answers", "    2s  [2/2] push ✗", "error: no", "    2s  beside ✓ done",
	}, "\n"))
}

// TestManyStepsFit: more than the terminal has lines would scroll away.
func TestManyStepsFit(t *testing.T) {
	a, s, _ := drawnOn(t, 40, 3)
	ui := a.newUI()
	for i := range 5 {
		ui.Step(i+1, 5, "pull")
	}
	a.canvas.show(func(int) []string { return []string{"a", "b", "c", "d"} })
	s.eventually(t, "a\nb")
}

// TestTheWheelTurns by itself, and stops with the last step.
func TestTheWheelTurns(t *testing.T) {
	a, s, _ := drawnOn(t, 40, 8)
	a.canvas.still = false
	step := a.newUI().Step(1, 1, "push")
	for _, spoke := range []string{"\\", "|", "/", "-"} {
		s.eventually(t, "    0s  "+spoke+" [1/1] push")
	}
	step.End("pushed", nil)
	s.eventually(t, "    0s  [1/1] push ✓ pushed")
}
