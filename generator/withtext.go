package generator

import (
	"bytes"
	"io/fs"
	"time"
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
	return &textFile{bytes.NewReader(f.text), f}, nil
}

type textFile struct {
	*bytes.Reader
	of withText
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *textFile) Close() error               { return nil }
func (f *textFile) Name() string               { return f.of.name }
func (f *textFile) Size() int64                { return int64(len(f.of.text)) }
func (f *textFile) Mode() fs.FileMode          { return 0o444 }
func (f *textFile) ModTime() time.Time         { return time.Time{} }
func (f *textFile) IsDir() bool                { return false }
func (f *textFile) Sys() any                   { return nil }
