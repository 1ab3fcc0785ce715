package generator

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"

	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/generator/platform"
)

// amended is a folder in which some files hold other texts, or are gone.
type amended struct {
	fs.FS
	texts map[string][]byte // nil where the file is gone
	held  fs.FS
}

// withTexts is a folder with other texts, nil for files that are gone.
func withTexts(dir fs.FS, texts map[string][]byte) (fs.FS, error) {
	var held txtar.Archive
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if texts[name] != nil {
			held.Files = append(held.Files, txtar.File{Name: name, Data: texts[name]})
		}
	}
	files, err := txtar.FS(&held)
	if err != nil {
		return nil, fmt.Errorf("lay out what is changed: %w", err)
	}
	return amended{dir, texts, files}, nil
}

// loadWith reads the platform in dir as it would be with other texts.
func loadWith(src Sources, dir string, texts map[string][]byte) (*platform.Platform, error) {
	o, err := originsWith(src, dir, texts)
	if err != nil {
		return nil, err
	}
	return o.Platform, nil
}

// originsWith is loadWith with what says where everything comes from.
func originsWith(src Sources, dir string, texts map[string][]byte) (*Origins, error) {
	fsys, err := withTexts(os.DirFS(dir), texts)
	if err != nil {
		return nil, err
	}
	return originsIn(src, dir, fsys)
}

// Open implements fs.FS.
func (f amended) Open(name string) (fs.File, error) {
	text, known := f.texts[name]
	switch {
	case !known:
		return f.FS.Open(name)
	case text == nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.held.Open(name)
}

// ReadDir implements fs.ReadDirFS.
func (f amended) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		_, known := f.texts[path.Join(name, e.Name())]
		return known
	})
	held, heldErr := fs.ReadDir(f.held, name)
	for _, e := range held {
		if !slices.ContainsFunc(entries, func(other fs.DirEntry) bool { return e.IsDir() && other.Name() == e.Name() }) {
			entries = append(entries, e)
		}
	}
	if errors.Is(err, fs.ErrNotExist) && heldErr == nil {
		err = nil
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}
