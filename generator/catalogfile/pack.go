package catalogfile

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// Pack makes the file of a catalog's folder: the same bytes on every machine.
// What does not belong into it is left out, and told.
func Pack(folder fs.FS) (c *Catalog, packed []byte, leftOut []string, err error) {
	names, leftOut, err := list(folder)
	if err != nil {
		return nil, nil, nil, err
	}
	var files []txtar.File
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("read %s: %w", name, err)
		}
		// What Git does to a checkout on Windows must not change the digest.
		files = append(files, txtar.File{Name: name, Data: bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))})
	}
	if packed, err = write(files); err != nil {
		return nil, nil, nil, err
	}
	c, err = Open(packed) // so that nothing is packed that nobody can open
	return c, packed, leftOut, err
}

// list finds the files that belong into the catalog, sorted, and what does not.
func list(folder fs.FS) (names, leftOut []string, err error) {
	top, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("list catalog: %w", err)
	}
	for _, e := range top {
		var found, other []string
		switch {
		case e.Name() == ManifestFile:
			found = []string{e.Name()}
			err = regular(e, e.Name())
		case e.IsDir():
			found, other, err = component(folder, e.Name())
		default:
			other = []string{e.Name()}
		}
		if err != nil {
			return nil, nil, err
		}
		names, leftOut = append(names, found...), append(leftOut, other...)
	}
	if !slices.Contains(names, ManifestFile) {
		return nil, nil, fmt.Errorf(`has no %s: write one such as {"name": "acme", "version": "1.2.3"}`, ManifestFile)
	}
	slices.Sort(names)
	return names, leftOut, nil
}

// component lists a folder, or leaves it out where it is none of a component.
func component(folder fs.FS, dir string) (names, leftOut []string, err error) {
	files, err := fs.ReadDir(folder, dir)
	if err != nil {
		return nil, nil, fmt.Errorf("list %s: %w", dir, err)
	}
	if !slices.ContainsFunc(files, func(e fs.DirEntry) bool { return slices.Contains(entries(), e.Name()) }) {
		return nil, []string{dir + "/"}, nil
	}
	for _, e := range files {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir():
			leftOut = append(leftOut, name+"/")
		case !strings.HasSuffix(name, ".cue"):
			leftOut = append(leftOut, name)
		default:
			if err := errors.Join(regular(e, name), named(name)); err != nil {
				return nil, nil, err
			}
			names = append(names, name)
		}
	}
	return names, leftOut, nil
}

// regular refuses a link, which would bring along what is elsewhere.
func regular(e fs.DirEntry, name string) error {
	if !e.Type().IsRegular() {
		return fmt.Errorf("%s is no file of its own: put what it stands for in its place", name)
	}
	return nil
}

func named(name string) error {
	if err := checkName(name); err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	return nil
}

// write puts no time, user or mode of this machine into the file. It stores and does not compress: how Go compresses
// changes from one release to the next, and the digest must not.
func write(files []txtar.File) ([]byte, error) {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.NoCompression)
	if err != nil {
		return nil, fmt.Errorf("pack catalog: %w", err)
	}
	w := tar.NewWriter(zip)
	for _, f := range files {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: f.Name, Mode: 0o644, Size: int64(len(f.Data)), Format: tar.FormatUSTAR}
		if err := w.WriteHeader(h); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	if err := errors.Join(w.Close(), zip.Close()); err != nil {
		return nil, fmt.Errorf("pack catalog: %w", err)
	}
	return out.Bytes(), nil
}
