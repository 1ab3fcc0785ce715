package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/generator/tree"
)

// onDisk is what a file holds now, whatever was read of it before.
func (f *Fleet) onDisk(name string) (text []byte, there bool, err error) {
	text, err = os.ReadFile(filepath.Join(f.dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", name, err)
	}
	return text, true, nil
}

// unchanged refuses to write over what somebody else wrote since a file was read, or was not there.
func (f *Fleet) unchanged() error {
	changed, _ := f.Files()
	names := slices.Sorted(slices.Values(slices.AppendSeq(changed, maps.Keys(f.was))))
	for _, name := range slices.Compact(names) {
		if err := f.asRead(name, nothingWritten); err != nil {
			return err
		}
	}
	return nil
}

// leftAlone is said once others may be written.
const leftAlone = "stays as it is; others may be written by now"

// asRead refuses a file that is not as it was read, or that is there by now.
func (f *Fleet) asRead(name, so string) error {
	if was, read := f.was[name]; read {
		return stillHolds(f.dir, name, was, so)
	}
	text, there, err := f.onDisk(name)
	if err != nil || !there || bytes.Equal(text, f.texts[name]) {
		return err
	}
	return said(name+" is there, and "+so, "move it away, or run this again if it is new")
}

// Write puts the files in place. A run that is killed loses nothing, and the same
// command completes it: see steps.
func (f *Fleet) Write() error {
	if f.refusal != nil {
		return f.refusal
	}
	return tree.Alone(f.dir, func() error {
		if err := f.unchanged(); err != nil {
			return err
		}
		return f.writeFiles()
	})
}

func (f *Fleet) writeFiles() error {
	for i, step := range f.steps() {
		err := step()
		if err != nil && i > 0 && len(f.first) > 0 {
			// As it is now, the platform is valid, and the next generate would give the cluster other values.
			return fmt.Errorf("%w; removed already is %s: run the same command again, or put that back from Git", err, strings.Join(f.first[:min(i, len(f.first))], ", "))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// atOnce is how many files are written at a time: each waits for the disk.
const atOnce = 16

// steps write the files, in an order in which whatever was done comes to a platform:
// what is about a cluster that leaves goes while the cluster is there, new files come
// before platform.yaml says what they are about, and the rest goes last.
func (f *Fleet) steps() (steps []func() error) {
	changed, gone := f.Files()
	for _, name := range f.first {
		steps = append(steps, func() error { return f.remove(name) })
	}
	steps = append(steps, func() error {
		var g errgroup.Group
		g.SetLimit(atOnce)
		for _, name := range changed {
			if name != platformFile {
				g.Go(func() error { return f.write(name) })
			}
		}
		return g.Wait()
	})
	if slices.Contains(changed, platformFile) {
		steps = append(steps, func() error { return f.write(platformFile) })
	}
	for _, name := range gone {
		if !slices.Contains(f.first, name) {
			steps = append(steps, func() error { return f.remove(name) })
		}
	}
	return steps
}

func (f *Fleet) write(name string) error {
	at := filepath.Join(f.dir, filepath.FromSlash(name))
	if _, err := os.Lstat(at); err == nil {
		return replaceText(f.dir, name, f.texts[name], func() error { return f.asRead(name, leftAlone) })
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return fmt.Errorf("make folder %s: %w", path.Dir(name), err)
	}
	return WriteNew(at, f.texts[name], false)
}

func (f *Fleet) remove(name string) error {
	if err := f.asRead(name, leftAlone); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(f.dir, filepath.FromSlash(name))); err != nil {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	return nil
}
