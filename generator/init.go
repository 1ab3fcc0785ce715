package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Rules compiles what the schemas demand of single values.
func Rules(src Sources) (*load.Rules, error) { return load.ReadRules(src.load()) }

// Try loads a platform.yaml that is nowhere yet, so that a wrong one leaves
// nothing behind. The error is problem.Problems when the text is wrong.
func Try(src Sources, text []byte) (*platform.Platform, error) {
	dir, err := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: platformFile, Data: text}}})
	if err != nil {
		return nil, fmt.Errorf("lay out platform.yaml: %w", err)
	}
	return load.Load(src.load(), dir)
}

// Vacant returns an error where dir has a platform already; replace is whether
// its platform.yaml may go.
func Vacant(dir string, replace bool) error {
	for _, name := range []string{platformFile, "platform.cue"} {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) || replace && name == platformFile {
			continue
		}
		return occupied(path)
	}
	return nil
}

func occupied(path string) error {
	return fmt.Errorf("%s exists already; change it, or choose another folder with --directory", path)
}

// Init writes a new platform.yaml into dir, which is made if need be. It checks
// the text first, and replaces a file only when it is told to.
func Init(src Sources, dir string, text []byte, replace bool) (string, error) {
	if _, err := Try(src, text); err != nil {
		return "", err
	}
	if err := Vacant(dir, replace); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	path := filepath.Join(dir, platformFile)
	err := WriteNew(path, text, replace)
	if errors.Is(err, fs.ErrExist) {
		err = occupied(path)
	}
	return path, err
}

// WriteNew writes a file that is there as a whole or not at all. One that exists
// stays as it is, unless it is to be replaced, and the error is fs.ErrExist.
func WriteNew(path string, data []byte, replace bool) error {
	return writeNew(NewFile{Path: path, Data: data, Mode: 0o644}, replace)
}

func writeNew(file NewFile, replace bool) error {
	path := file.Path
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(f.Name()) // gone already where it was renamed
	_, err = f.Write(file.Data)
	if err := errors.Join(err, f.Chmod(file.Mode), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if !replace {
		linked, err := claim(f.Name(), path)
		if err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		if linked {
			return nil
		}
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// claim gives a file a name that no other has: a rename would replace it. On file
// systems without links only the name is taken, and linked is false.
func claim(temporary, path string) (linked bool, err error) {
	err = os.Link(temporary, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err == nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return false, err
	}
	return false, f.Close()
}
