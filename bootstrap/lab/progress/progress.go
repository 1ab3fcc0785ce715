// Package progress keeps how a participant of a lab fares with its exercises.
// An instructor's board reads what it writes.
package progress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/blob"
)

// Progress is a participant's, in one lab.
type Progress struct {
	// Lab is the name of the platform.
	Lab string `json:"lab"`
	// Current is the exercise that is under way; empty where none is.
	Current string   `json:"current,omitempty"`
	Records []Record `json:"exercises"`
}

// Record is how one exercise goes that was started.
type Record struct {
	Exercise string    `json:"exercise"`
	Number   int       `json:"number"`
	Title    string    `json:"title"`
	Agent    string    `json:"agent"`
	Started  time.Time `json:"started"`
	// Hints is how many were taken.
	Hints int `json:"hints"`
	// Shown is whether the solution was looked at.
	Shown bool `json:"solutionShown"`
	// Checked is when it was checked last, and Checks what came of it.
	Checked *time.Time `json:"checked,omitempty"`
	Checks  []Check    `json:"checks,omitempty"`
	// Solved is when all checks held for the first time.
	Solved *time.Time `json:"solved,omitempty"`
}

// Check is one of an exercise's checks.
type Check struct {
	Goal  string `json:"goal"`
	Holds bool   `json:"holds"`
	// Told is what is said where it does not hold.
	Told string `json:"told,omitempty"`
}

// Of is the record of an exercise; nil where it was not started.
func (p *Progress) Of(name string) *Record {
	for i := range p.Records {
		if p.Records[i].Exercise == name {
			return &p.Records[i]
		}
	}
	return nil
}

// Begin makes an exercise the current one. What was solved before stays solved.
func (p *Progress) Begin(r Record) {
	p.Current = r.Exercise
	if old := p.Of(r.Exercise); old != nil {
		r.Solved, r.Hints, r.Shown = old.Solved, old.Hints, old.Shown
		*old = r
		return
	}
	p.Records = append(p.Records, r)
	slices.SortFunc(p.Records, func(a, b Record) int { return a.Number - b.Number })
}

// Forget drops the record of an exercise.
func (p *Progress) Forget(name string) {
	p.Records = slices.DeleteFunc(p.Records, func(r Record) bool { return r.Exercise == name })
	if p.Current == name {
		p.Current = ""
	}
}

// Read reads a file that Write wrote; without one nothing was started yet.
func Read(path string) (*Progress, error) {
	p := &Progress{}
	data, err := os.ReadFile(path) // #nosec G304 -- a file of the lab's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read progress: %w", err)
	}
	// What is not known here would be gone with the next that is written.
	known := json.NewDecoder(bytes.NewReader(data))
	known.DisallowUnknownFields()
	if err := known.Decode(p); err != nil {
		return nil, fmt.Errorf("read progress in %s: %w; use the slipway that wrote it, or move it away to begin anew", path, err)
	}
	return p, nil
}

// Write replaces the file in one step.
func (p *Progress) Write(path string) error {
	data, err := json.MarshalIndent(p, "", "  ")
	if err == nil {
		err = blob.Write(path, append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write progress: %w", err)
	}
	return nil
}
