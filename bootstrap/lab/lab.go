// Package lab runs exercises on a lab: it sets them up, checks them, gives hints
// and takes everything back. What an exercise is stands in its folder below
// exercises/; what befalls agents and clusters is package bootstrap's.
package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab/workspace"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// Options are what the lab works on.
type Options struct {
	Dir       string // the workspace: the platform's folder
	Sources   generator.Sources
	Exercises []*exercise.Exercise
	// Load reads what the workspace holds now, Render also what is generated of it.
	Load, Render func() (bootstrap.Options, error)

	Now     func() time.Time
	UI      bootstrap.UI
	Environ []string      // the user's
	Timeout time.Duration // of each wait
}

// Lab is the lab of one workspace.
type Lab struct {
	Options
	state string // its folder
}

// Open finds the lab of the workspace among those in a folder. The workspace may
// be broken, as exercises want it: the lab knows it from when it began.
func Open(labs string, o Options) (*Lab, error) {
	found, err := filepath.Glob(filepath.Join(labs, "*", attemptFile))
	if err != nil {
		return nil, fmt.Errorf("find the lab: %w", err)
	}
	found = slices.DeleteFunc(found, func(file string) bool {
		a, err := readAttempt(file)
		return err != nil || a.Workspace != o.Dir
	})
	if len(found) == 1 { // there are several where the platform got another name
		return At(filepath.Dir(found[0]), o), nil
	}
	opts, err := o.Load()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(opts.StateDir); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("platform %s has no lab; start one with: slipway lab up", opts.Platform.Name)
	}
	return At(opts.StateDir, o), nil
}

// At is the lab that keeps what it needs in a folder.
func At(state string, o Options) *Lab { return &Lab{Options: o, state: state} }

// Name is what the lab is called.
func (l *Lab) Name() string { return filepath.Base(l.state) }

// lock keeps a second command from changing the same lab.
func (l *Lab) lock() (unlock func(), err error) {
	unlock, err = local.TryLock(filepath.Join(l.state, "exercise.lock"))
	if errors.Is(err, local.ErrLocked) {
		return nil, errors.New("another command changes this lab; wait until it has ended")
	}
	return unlock, err
}

// underWay is what goes on in the lab, nil where nothing ever did, for a command that changes it: others have to wait until
// unlock.
func (l *Lab) underWay() (a *attempt, unlock func(), err error) {
	if unlock, err = l.lock(); err != nil {
		return nil, nil, err
	}
	if a, err = l.attempt(); err != nil {
		unlock()
		return nil, nil, err
	}
	return a, unlock, nil
}

func (l *Lab) workspace(a *attempt) workspace.Workspace {
	return workspace.Workspace{Dir: l.Dir, Served: a.Served, Branch: a.Branch}
}

// quiet are the options of what an exercise does unseen.
func (l *Lab) quiet() (bootstrap.Options, error) {
	opts, err := l.Load()
	opts.UI = silent{}
	return opts, err
}

// silent is a UI that shows nothing.
type silent struct{}

func (silent) Step(int, int, string) bootstrap.StepUI { return silent{} }
func (silent) Note(string, ...any)                    {}
func (silent) Waiting(string)                         {}
func (silent) End(string, error)                      {}

var _ bootstrap.UI = silent{}

// head is for people.
func head(ctx context.Context, w workspace.Workspace) string {
	commit, err := w.Head(ctx)
	if err != nil {
		return "nothing"
	}
	return commit[:min(8, len(commit))]
}
