// Package board serves an instructor's board: one page with how each participant
// of a course fares, told by their labs. It knows no accounts; who has the join code
// may report, under any name.
package board

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

// Report is what a lab tells a board.
type Report struct {
	Participant string            `json:"participant"`
	Progress    progress.Progress `json:"progress"`
}

// Exercise is a column of the board.
type Exercise struct {
	Number int    `json:"number"`
	Name   string `json:"name"`
	Title  string `json:"title"`
}

// participant is a row.
type participant struct {
	Name    string    `json:"name"`
	Agent   string    `json:"agent"`
	Current string    `json:"current,omitempty"`
	Heard   time.Time `json:"heard"` // from the lab, by the board's clock
	Entries []entry   `json:"exercises"`
}

// entry is how one exercise goes: of its checks only how many hold. What the lab says of when is by its own clock, which
// may be any: how long ago something was is known of Begun and Tried alone.
type entry struct {
	Exercise string     `json:"exercise"`
	Number   int        `json:"number"`
	Title    string     `json:"title"`
	Started  time.Time  `json:"started"`
	Hints    int        `json:"hints"`
	Shown    bool       `json:"solutionShown"`
	Checked  *time.Time `json:"checked,omitempty"`
	Holds    int        `json:"holds"`
	Of       int        `json:"of"`
	Solved   *time.Time `json:"solved,omitempty"`
	// Begun and Tried are when the board first heard of this start and of this check, by its own clock.
	Begun time.Time  `json:"begun"`
	Tried *time.Time `json:"tried,omitempty"`
}

// longestName is how long a participant's name may be.
const longestName = 36

// CheckName refuses what is no participant's name.
func CheckName(name string) error {
	if ok, err := regexp.MatchString(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`, name); err != nil || !ok || len(name) > longestName {
		return fmt.Errorf("a participant's name is lower case letters, digits and dashes, at most %d characters", longestName)
	}
	return nil
}

// since takes over from the row before when the board first heard of what the lab says again; of the rest it hears now.
func (p *participant) since(before participant) {
	now := p.Heard
	for i := range p.Entries {
		e := &p.Entries[i]
		e.Begun, e.Tried = now, nil
		if e.Checked != nil {
			e.Tried = &now
		}
		at := slices.IndexFunc(before.Entries, func(old entry) bool { return old.Exercise == e.Exercise && old.Started.Equal(e.Started) })
		if at < 0 {
			continue
		}
		old := before.Entries[at]
		if !old.Begun.IsZero() {
			e.Begun = old.Begun
		}
		if e.Checked != nil && old.Checked != nil && old.Tried != nil && old.Checked.Equal(*e.Checked) {
			e.Tried = old.Tried
		}
	}
}

// letters are those of a code: none looks like another.
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// NewCode is a code that nobody can guess: 40 bits, against a few tries a minute.
func NewCode() string {
	raw := make([]byte, 8)
	_, _ = rand.Read(raw) // it never fails
	for i := range raw {
		raw[i] = letters[int(raw[i])%len(letters)]
	}
	return string(raw[:4]) + "-" + string(raw[4:])
}

// shortestCode is how much of a code counts at least.
const shortestCode = 6

// CheckCode refuses a code that could be guessed or not be sent.
func CheckCode(code string) error {
	if ok, err := regexp.MatchString(`^[A-Za-z0-9-]{1,64}$`, code); err != nil || !ok || len(spoken(code)) < shortestCode {
		return fmt.Errorf("a join code is letters, digits and dashes, 64 at most, and %d without the dashes at least", shortestCode)
	}
	return nil
}

// spoken is a code as people may type it: dashes and the case do not count.
func spoken(code string) string { return strings.ToUpper(strings.ReplaceAll(code, "-", "")) }
