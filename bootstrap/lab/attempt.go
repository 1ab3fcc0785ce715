package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/exercise"
)

const (
	attemptFile  = "exercise.json"
	progressFile = "progress.json"
)

// notePatience is how long another command may take to write a small file.
const notePatience = 10 * time.Second

// attempt is what the lab remembers of its beginning and of the exercise that is
// under way. It is written before anything is changed, so that whatever was
// begun can be taken back.
type attempt struct {
	Workspace string            `json:"workspace"`
	Served    string            `json:"served"`
	Branch    string            `json:"branch"`
	Agent     string            `json:"agent"`
	Host      string            `json:"host"`  // the cluster that runs the agent
	Begin     map[string]string `json:"begin"` // what was served when lab up was done, or the first exercise started
	// Exercise is empty where none is under way; what follows is about it.
	Exercise string            `json:"exercise,omitempty"`
	Time     time.Time         `json:"time"`
	Refs     map[string]string `json:"refs,omitempty"` // what was served when it was started
	// Saved is what was served when the clusters were saved; nil where they were not.
	Saved map[string]string `json:"saved,omitempty"`
	// Restoring is set once they are being put back: they may not run until that is done.
	Restoring bool                      `json:"restoring,omitempty"`
	Objects   map[string]map[string]any `json:"objects,omitempty"`
	// Touched are the objects that it changes, as they were.
	Touched []map[string]any `json:"touched,omitempty"`
	// Made are objects that it made, the first first.
	Made []made `json:"made,omitempty"`
	// Faults are what it makes wrong, the first first.
	Faults []exercise.Fault `json:"faults,omitempty"`
}

func readAttempt(path string) (*attempt, error) {
	data, err := os.ReadFile(path) // #nosec G304 -- a file of the lab's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	a := &attempt{}
	if err != nil {
		return nil, fmt.Errorf("read what the lab remembers: %w", err)
	}
	if err := json.Unmarshal(data, a); err != nil {
		return nil, fmt.Errorf("read what the lab remembers in %s: %w; nothing can be taken back by it: slipway lab down and lab up make the lab anew", path, err)
	}
	return a, nil
}

// attempt is what the lab remembers; nil where its beginning is not known, and no exercise was ever started.
func (l *Lab) attempt() (*attempt, error) { return readAttempt(filepath.Join(l.state, attemptFile)) }

func (l *Lab) remember(a *attempt) error {
	data, err := json.MarshalIndent(a, "", "  ")
	if err == nil {
		err = blob.Write(filepath.Join(l.state, attemptFile), data)
	}
	if err != nil {
		return fmt.Errorf("remember the exercise: %w", err)
	}
	return nil
}

// Progress is how the participant fares.
func (l *Lab) Progress() (*progress.Progress, error) { return ProgressIn(l.state) }

// ProgressIn is how the participant of the lab in a state folder fares.
func ProgressIn(stateDir string) (*progress.Progress, error) {
	p, err := progress.Read(filepath.Join(stateDir, progressFile))
	if err == nil {
		p.Lab = filepath.Base(stateDir)
	}
	return p, err
}

// record changes how an exercise goes that was started.
func (l *Lab) record(e *exercise.Exercise, change func(*progress.Record)) error {
	there := false
	err := l.note(func(p *progress.Progress) {
		if r := p.Of(e.Name); r != nil {
			there = true
			change(r)
		}
	})
	if err == nil && !there {
		err = notUnderWay(e)
	}
	return err
}

// note changes the progress, one command after the other.
func (l *Lab) note(change func(*progress.Progress)) error {
	ctx, cancel := context.WithTimeout(context.Background(), notePatience)
	defer cancel()
	unlock, err := local.Lock(ctx, filepath.Join(l.state, "progress.lock"))
	if err != nil {
		return fmt.Errorf("note the progress: %w", err)
	}
	defer unlock()
	p, err := l.Progress()
	if err != nil {
		return err
	}
	change(p)
	return p.Write(filepath.Join(l.state, progressFile))
}
