package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/generator/edit"
)

// platformFile is the one file of the user's that Slipway changes a word of.
const platformFile = "platform.yaml"

// EditAgent returns platform.yaml of the folder with another agent and every
// other byte as it is. It writes nothing.
func EditAgent(dir, agent string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(dir, platformFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("platform.cue is a program, and its agent is yours to change: set spec.agent to %q there, then run this again", agent)
	}
	if err != nil {
		return nil, fmt.Errorf("read platform.yaml: %w", err)
	}
	out, err := edit.Set(text, agent, "spec", "agent")
	if err != nil {
		return nil, fmt.Errorf("change the agent in %s:%w", platformFile, err)
	}
	return out, nil
}

// WritePlatform replaces platform.yaml of the folder at once: a run that is
// killed leaves the old text or the new one.
func WritePlatform(dir string, text []byte) error { return replaceText(dir, platformFile, text) }

// replaceText replaces a file of the user's at once, and keeps its permissions.
func replaceText(dir, name string, text []byte) error {
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
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}
