package generator

import (
	"fmt"
	"io/fs"

	"golang.org/x/tools/txtar"
)

// withText is a folder in which one file holds another text.
type withText struct {
	fs.FS
	name string
	text []byte
}

// Open implements fs.FS.
func (f withText) Open(name string) (fs.File, error) {
	if name != f.name {
		return f.FS.Open(name)
	}
	one, err := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: f.name, Data: f.text}}})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return one.Open(name)
}
