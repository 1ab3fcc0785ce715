package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// NewFile is a file that is written once and is the user's from then on.
type NewFile struct {
	Path string
	Data []byte
	Mode fs.FileMode
}

// CINames are what CI writes a file for.
func CINames() []string {
	var names []string
	for _, f := range render.CIFiles() {
		names = append(names, f.Name)
	}
	return names
}

// CI returns the files by which a platform's repository is checked. They lie at the root of the repository, since
// there the forges look for them.
func CI(src Sources, dir string, p *platform.Platform, program render.Program, names []string) ([]NewFile, error) {
	root, err := repositoryRoot(dir, p.Repository.Path)
	if err != nil {
		return nil, err
	}
	var out []NewFile
	for _, f := range render.CIFiles() {
		for _, name := range names {
			if name != f.Name {
				continue
			}
			data, err := render.CI(render.Sources{Templates: src.Templates}, f, p, p.Repository.Path, program)
			if err != nil {
				return nil, err
			}
			out = append(out, NewFile{filepath.Join(root, filepath.FromSlash(f.Path)), data, f.Mode})
			break // named twice is written once
		}
	}
	return out, nil
}

// repositoryRoot is above the platform's folder where the repository holds it in one.
func repositoryRoot(dir, folder string) (string, error) {
	if folder == "" {
		return dir, nil
	}
	root, ok := strings.CutSuffix(filepath.ToSlash(dir), "/"+folder)
	if !ok {
		return "", fmt.Errorf("spec.repository.path is %s, but this folder is %s, so the repository's root is not known; name the right folder with --directory", folder, dir)
	}
	return filepath.FromSlash(root + "/"), nil
}

// Absent returns an error where one of the files is there.
func Absent(files []NewFile) error {
	for _, f := range files {
		if _, err := os.Lstat(f.Path); err == nil {
			return there(f.Path)
		}
	}
	return nil
}

// WriteFile writes a file, whose folder is made if need be. One that is there is replaced only when that is asked for.
func WriteFile(f NewFile, replace bool) error {
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	err := writeNew(f, replace)
	if errors.Is(err, fs.ErrExist) {
		return there(f.Path)
	}
	return err
}

func there(path string) error {
	return fmt.Errorf("%s exists already; replace it with --force, or move it away and bring over what you want of it", path)
}
