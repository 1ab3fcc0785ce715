package git

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// lockMark is what our lock on the index says, by which a lock that a killed run left is known as ours.
const lockMark = "slipway holds the index\n"

// indexLock is git's own lock file, so that no git command works on the index meanwhile.
type indexLock struct {
	name string
	dir  *os.File // the .git folder, locked among runs of slipway until closed
}

func (r *Repo) lockIndex() (*indexLock, error) {
	l := &indexLock{name: filepath.Join(r.gitDir, "index.lock")}
	alone, err := l.lockFolder()
	if err != nil {
		return nil, err
	}
	if alone {
		l.removeStale()
	}
	err = l.create()
	if errors.Is(err, fs.ErrExist) {
		err = fmt.Errorf("%s exists: another git command is running, or one was killed and the file can go", l.name)
	}
	if err != nil {
		l.dir.Close()
		return nil, fmt.Errorf("lock git index: %w", err)
	}
	return l, nil
}

// lockFolder keeps other runs of slipway out; the kernel lets go when the process ends. Not every file system can lock
// a folder: then nothing tells whether a lock that says it is ours is stale.
func (l *indexLock) lockFolder() (alone bool, err error) {
	if l.dir, err = os.Open(filepath.Dir(l.name)); err != nil {
		return false, fmt.Errorf("lock git index: %w", err)
	}
	alone, taken := lockAlone(l.dir)
	if taken {
		l.dir.Close()
		return false, fmt.Errorf("lock git index: another slipway is working in %s; wait for it to finish", filepath.Dir(l.name))
	}
	return alone, nil
}

// removeStale takes away what an earlier run of slipway left when it was killed. No other run is at work, so whatever
// says it is ours is left over. A lock of any other program stays.
func (l *indexLock) removeStale() {
	if said, err := os.ReadFile(l.name); err == nil && string(said) == lockMark {
		os.Remove(l.name)
	}
}

// create makes the lock appear with its mark or not at all, by linking a file that is already written. Where the file
// system has no links it is created and then written, and a kill right between leaves a lock that is nobody's.
func (l *indexLock) create() error {
	mark := l.beside("slipway.lock")
	if err := os.WriteFile(mark, []byte(lockMark), 0o600); err != nil {
		return err
	}
	defer os.Remove(mark)
	err := os.Link(mark, l.name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.OpenFile(l.name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(lockMark)
	return errors.Join(err, f.Close())
}

// replace writes the new index beside the old one and renames it over that one.
func (l *indexLock) replace(write func(io.Writer) error) error {
	was, err := os.ReadFile(l.beside("index"))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // there is none yet
	}
	var next bytes.Buffer
	if err == nil {
		err = write(&next)
	}
	if err == nil {
		err = os.WriteFile(l.beside("slipway.index"), keepFlags(was, next.Bytes()), 0o644) // #nosec G306 -- as git does
	}
	if err == nil {
		err = os.Rename(l.beside("slipway.index"), l.beside("index"))
	}
	if err != nil {
		return fmt.Errorf("write git index: %w", err)
	}
	return nil
}

func (l *indexLock) beside(name string) string { return filepath.Join(filepath.Dir(l.name), name) }

// release gives the index back to git first, then to other runs of slipway.
func (l *indexLock) release() {
	os.Remove(l.name)
	l.dir.Close()
}
