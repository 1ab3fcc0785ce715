package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/tree"
)

// platformFile is the one file of the user's that Slipway changes a word of.
const platformFile = "platform.yaml"

// EditAgent returns platform.yaml of the folder with another agent and every
// other byte as it is. It writes nothing.
func EditAgent(src Sources, dir, agent string) (*PlatformText, error) {
	in, err := load.Input(src.load(), os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	if err := editable(src, in.APIVersion); err != nil {
		return nil, err
	}
	text, err := readPlatform(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("platform.cue is a program, and its agent is yours to change: set spec.agent to %q there, then run this again", agent)
	}
	if err != nil {
		return nil, err
	}
	if text.now, err = edit.Set(text.now, agent, "spec", "agent"); err != nil {
		return nil, fmt.Errorf("change the agent in %s:%w", platformFile, err)
	}
	return text, nil
}

// PlatformText is platform.yaml as it was read, and as it is to be.
type PlatformText struct {
	dir      string
	was, now []byte
}

func readPlatform(dir string) (*PlatformText, error) {
	text, err := os.ReadFile(filepath.Join(dir, platformFile))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", platformFile, err)
	}
	return &PlatformText{dir, text, text}, nil
}

// Write replaces platform.yaml at once, unless somebody else did since it was
// read: a run that is killed leaves the old text or the new one.
func (t *PlatformText) Write() error {
	return tree.Alone(t.dir, func() error {
		check := func() error { return stillHolds(t.dir, platformFile, t.was, nothingWritten) }
		return replaceText(t.dir, platformFile, t.now, check)
	})
}

const nothingWritten = "nothing was written"

// stillHolds refuses to write over what somebody else wrote since a file was
// read: people are asked, and clusters waited for, in between.
func stillHolds(dir, name string, was []byte, so string) error {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return fmt.Errorf("read %s again: %w", name, err)
	}
	if !bytes.Equal(text, was) {
		return said(name+" was changed while this ran, and "+so, "run it again")
	}
	return nil
}

// replaceText replaces a file of the user's at once, and keeps its permissions.
// It checks at the last moment: an editor asks no lock, and a disk takes its time.
func replaceText(dir, name string, text []byte, check func() error) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	next, err := os.CreateTemp(filepath.Dir(path), ".slipway-*.yaml")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = next.Write(text)
	err = errors.Join(err, next.Chmod(info.Mode().Perm()), next.Sync(), next.Close())
	if err == nil {
		if err := check(); err != nil {
			return errors.Join(err, os.Remove(next.Name()))
		}
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}
