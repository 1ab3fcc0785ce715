package git

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// CommitFS is the platform's folder as it is in a commit. It reads Git's objects
// and needs no checkout. A link in it is not followed: reading one is an error.
func (r *Repo) CommitFS(commit string) (fs.FS, error) {
	root, err := r.find(commit, r.prefix)
	if errors.Is(err, os.ErrNotExist) {
		root, err = entry{mode: modeTree}, nil // a folder that was not there holds nothing
	}
	if err != nil {
		return nil, err
	}
	return &commitFS{store: r.store, root: root, trees: map[hash][]entry{}}, nil
}

type commitFS struct {
	store *store
	root  entry

	mutex sync.Mutex
	trees map[hash][]entry // a folder of a thousand clusters is looked into a thousand times
}

// Open opens a file or a folder.
func (c *commitFS) Open(name string) (fs.File, error) {
	e, err := c.find(name)
	if err == nil && e.isTree() {
		var entries []fs.DirEntry
		if entries, err = c.list(e); err == nil {
			return &openFolder{fileInfo{e, 0}, entries}, nil
		}
	}
	if err == nil {
		var data []byte
		if data, err = c.read(e); err == nil {
			return &openFile{fileInfo{e, int64(len(data))}, bytes.NewReader(data)}, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: err}
}

func (c *commitFS) find(name string) (entry, error) {
	if !fs.ValidPath(name) {
		return entry{}, fs.ErrInvalid
	}
	at := c.root
	at.name = "."
	for part := range strings.SplitSeq(name, "/") {
		if part == "." {
			break
		}
		entries, err := c.entries(at)
		if err != nil {
			return entry{}, err
		}
		i := slices.IndexFunc(entries, func(e entry) bool { return e.name == part })
		if i < 0 {
			return entry{}, fs.ErrNotExist
		}
		at = entries[i]
	}
	return at, nil
}

// entries are what is in a folder; nothing is in what is none.
func (c *commitFS) entries(e entry) ([]entry, error) {
	if !e.isTree() {
		return nil, nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known, ok := c.trees[e.hash]; ok {
		return known, nil
	}
	entries, err := c.store.tree(e.hash)
	if err == nil {
		c.trees[e.hash] = entries
	}
	return entries, err
}

func (c *commitFS) read(e entry) ([]byte, error) {
	switch e.mode {
	case modeLink:
		return nil, errors.New("it is a link, which is not followed in a commit")
	case modeSubmodule:
		return nil, errors.New("it is a submodule, whose files are in another repository")
	}
	return c.store.read("blob", e.hash)
}

func (c *commitFS) list(e entry) ([]fs.DirEntry, error) {
	entries, err := c.entries(e)
	if err != nil {
		return nil, err
	}
	var out []fs.DirEntry
	for _, e := range entries {
		out = append(out, dirEntry{fileInfo{e, 0}, c})
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// dirEntry reads how large a file is when that is asked for.
type dirEntry struct {
	fileInfo
	in *commitFS
}

func (d dirEntry) Type() fs.FileMode { return d.Mode().Type() }

func (d dirEntry) Info() (fs.FileInfo, error) {
	info := d.fileInfo
	if info.entry.isTree() || info.entry.mode == modeSubmodule {
		return info, nil
	}
	data, err := d.in.store.read("blob", info.entry.hash)
	info.size = int64(len(data))
	return info, err
}

// fileInfo is what a commit says of a file: it has no time of its own.
type fileInfo struct {
	entry entry
	size  int64
}

func (i fileInfo) Name() string       { return i.entry.name }
func (i fileInfo) Size() int64        { return i.size }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return i.Mode().IsDir() }
func (i fileInfo) Sys() any           { return nil }

func (i fileInfo) Mode() fs.FileMode {
	switch i.entry.mode {
	case modeTree:
		return fs.ModeDir | 0o555
	case modeLink:
		return fs.ModeSymlink | 0o444
	case modeSubmodule:
		return fs.ModeIrregular | 0o444
	case modeExecutable:
		return 0o555
	}
	return 0o444
}

type openFile struct {
	info fileInfo
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	info fileInfo
	rest []fs.DirEntry
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFolder) Close() error               { return nil }
func (f *openFolder) Read([]byte) (int, error) {
	return 0, fmt.Errorf("read %s: it is a folder", f.info.Name())
}

func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.rest) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.rest) {
		n = len(f.rest)
	}
	out := f.rest[:n]
	f.rest = f.rest[n:]
	return out, nil
}
