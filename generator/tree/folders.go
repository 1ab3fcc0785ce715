package tree

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// folders walks to files below root. It keeps the folders on the way to the last file open, because paths
// come in order and a step into one folder costs less than resolving every path from the top. It never
// follows a symbolic link: what it reads and writes is where its path says. Not for concurrent use.
type folders struct {
	root *os.Root
	way  []folder
	buf  []byte
}

type folder struct {
	name string
	root *os.Root
}

// blockedError says that a path cannot be reached because something on the way is no folder.
type blockedError struct {
	path string
	mode fs.FileMode
}

func (e *blockedError) Error() string {
	return fmt.Sprintf("%s is %s, not a folder", e.path, describe(e.mode))
}

func describe(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a file"
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "a special file"
}

// at returns the folder dir. Where one is missing mkdir makes it; a nil mkdir makes that fs.ErrNotExist.
func (f *folders) at(dir string, mkdir func(in *os.Root, name, path string) error) (*os.Root, error) {
	var want []string
	if dir != "." {
		want = strings.Split(dir, "/")
	}
	f.leave(shared(f.way, want))
	for i := len(f.way); i < len(want); i++ {
		in, p := f.here(), strings.Join(want[:i+1], "/")
		sub, err := enter(in, want[i], p)
		if errors.Is(err, fs.ErrNotExist) && mkdir != nil {
			if err := mkdir(in, want[i], p); err != nil && !errors.Is(err, fs.ErrExist) {
				return nil, err
			}
			sub, err = enter(in, want[i], p)
		}
		if err != nil {
			return nil, err
		}
		f.way = append(f.way, folder{name: want[i], root: sub})
	}
	return f.here(), nil
}

func (f *folders) here() *os.Root {
	if len(f.way) == 0 {
		return f.root
	}
	return f.way[len(f.way)-1].root
}

// leave closes the open folders below depth.
func (f *folders) leave(depth int) {
	for _, open := range f.way[depth:] {
		open.root.Close()
	}
	f.way = f.way[:depth]
}

func shared(way []folder, want []string) int {
	n := 0
	for n < len(way) && n < len(want) && way[n].name == want[n] {
		n++
	}
	return n
}

func enter(in *os.Root, name, p string) (*os.Root, error) {
	info, err := in.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &blockedError{path: p, mode: info.Mode()}
	}
	return in.OpenRoot(name)
}

// seen is what stands at a path.
type seen struct {
	info    fs.FileInfo // nil when there is nothing
	data    []byte      // of a regular file, until the next look
	blocked string      // the file that stands where a folder on the way should be
}

func (s seen) absent() bool { return s.info == nil }
func (s seen) file() bool   { return s.info != nil && s.info.Mode().IsRegular() }

// look returns what stands at p, and the content if read is set.
func (f *folders) look(p string, read bool) (seen, error) {
	in, err := f.at(path.Dir(p), nil)
	if blocked, ok := errors.AsType[*blockedError](err); ok && blocked.mode.IsRegular() {
		return seen{blocked: blocked.path}, nil
	}
	if err == nil {
		var info fs.FileInfo
		info, err = in.Lstat(path.Base(p))
		if err == nil && read && info.Mode().IsRegular() {
			return f.read(in, p, info)
		}
		if err == nil {
			return seen{info: info}, nil
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return seen{}, nil
	}
	return seen{}, fmt.Errorf("look at %s: %w", p, bare(err))
}

func (f *folders) read(in *os.Root, p string, info fs.FileInfo) (seen, error) {
	file, err := in.Open(path.Base(p))
	if err != nil {
		return seen{}, fmt.Errorf("read %s: %w", p, bare(err))
	}
	defer file.Close()
	f.buf, err = readInto(f.buf[:0], file, info.Size())
	if err != nil {
		return seen{}, fmt.Errorf("read %s: %w", p, bare(err))
	}
	return seen{info: info, data: f.buf}, nil
}

// readInto reads file to its end into buf, which grows to hold it; files of an equal size share one array.
func readInto(buf []byte, file io.Reader, size int64) ([]byte, error) {
	if need := int(size) + 1; cap(buf) < need {
		buf = make([]byte, 0, need)
	}
	for {
		n, err := file.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

// bare drops the system call and the partial path that os puts before an error: messages here name the
// whole path and what was attempted.
func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
