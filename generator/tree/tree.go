// Package tree holds the files Slipway generates and brings a folder on disk in line with them.
//
// A Tree is built in memory, Plan reads the folder and says what would change, and Changes.Apply is the
// only code that writes it. Who owns a file is decided here too: by the header of the file itself, and by
// slipway.lock for formats that have no comments. The package knows paths and bytes; it must not know
// CUE, Kubernetes, agents or clusters, and it never prints, logs or reaches a network.
package tree

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Kind says who may change a file once it is on disk.
type Kind int

const (
	// Owned files belong to Slipway: rewritten when their render changes, removed when it ends.
	Owned Kind = iota
	// Seed files are written when absent and belong to the user from then on.
	Seed
)

// File is one file of a Tree. Path is relative and uses slashes; Data is what is written, header included.
type File struct {
	Path string
	Data []byte
	Kind Kind

	// sha256 of Data, set only for owned files of formats without comments: the lock must carry it.
	sum string
}

// Tree is a set of files with paths that can coexist on every file system. The zero value is empty and
// ready to use; Add must not be called concurrently.
type Tree struct {
	files map[string]File
	names names
}

// Add puts a file into the tree. An owned file gets its header here. A path that is taken, not portable,
// outside the tree or reserved is an error.
func (t *Tree) Add(path string, data []byte, kind Kind) error {
	if kind != Owned && kind != Seed {
		return fmt.Errorf("add %q: unknown kind %d", path, kind)
	}
	if err := cmp.Or(checkPath(path), checkPortable(path)); err != nil {
		return fmt.Errorf("add %q: %w", path, err)
	}
	if err := t.names.add(path); err != nil {
		return fmt.Errorf("add %q: %w", path, err)
	}
	f := File{Path: path, Kind: kind}
	if kind == Seed {
		f.Data = bytes.Clone(data)
	} else {
		f.Data, f.sum = own(path, data)
	}
	if t.files == nil {
		t.files = map[string]File{}
	}
	t.files[path] = f
	return nil
}

// Files returns the files in the order of their paths.
func (t *Tree) Files() []File {
	files := make([]File, 0, len(t.files))
	for _, path := range slices.Sorted(maps.Keys(t.files)) {
		files = append(files, t.files[path])
	}
	return files
}

// File returns the file at path.
func (t *Tree) File(path string) (File, bool) {
	f, ok := t.files[path]
	return f, ok
}
