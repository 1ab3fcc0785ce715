package git

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// indexLock is git's own lock file, so that no git command works on the index meanwhile.
type indexLock struct {
	file *os.File
	held bool
}

func (r *Repo) lockIndex() (*indexLock, error) {
	name := filepath.Join(r.gitDir, "index.lock")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) // #nosec G302 G304 -- as git does
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("lock git index: %s exists: another git command is running, or one was killed and the file can go", name)
	}
	if err != nil {
		return nil, fmt.Errorf("lock git index: %w", err)
	}
	return &indexLock{f, true}, nil
}

// replace writes the new index into the lock file and renames it over the old one, which also gives up the lock.
func (l *indexLock) replace(write func(io.Writer) error) error {
	w := bufio.NewWriter(l.file)
	err := errors.Join(write(w), w.Flush(), l.file.Close()) // Windows renames only closed files
	if err == nil {
		err = os.Rename(l.file.Name(), filepath.Join(filepath.Dir(l.file.Name()), "index"))
	}
	if err != nil {
		return fmt.Errorf("write git index: %w", err)
	}
	l.held = false
	return nil
}

// release removes the lock unless the new index took its place; by then another git may hold one of that name.
func (l *indexLock) release() {
	if l.held {
		l.file.Close()
		os.Remove(l.file.Name())
	}
}
