package tree

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// writer makes every change to the disk. Each is one system call that a kill falls before or after.
type writer struct {
	root *os.Root
	// change, when set, is asked before each of them: tests use it to fail or to kill the process.
	change func(op, path string) error
}

func (w *writer) about(op, p string) error {
	if w.change == nil {
		return nil
	}
	if err := w.change(op, p); err != nil {
		return fmt.Errorf("%s %s: %w", op, p, err)
	}
	return nil
}

// fewFiles is how many files are synced one by one. Beyond it one syncfs is quicker, even though that waits
// for what other programs have written to the same file system too.
const fewFiles = 16

// stage writes the files under their temporary names and makes them durable. The sync comes before the
// renames because file systems may make a rename durable before the content: after a power cut there would
// be files with the right name and nothing in them.
func (w *writer) stage(ctx context.Context, files []string, t *Tree) error {
	each := len(files) <= fewFiles || !canSyncAll
	err := spread(w.root, len(files), func(f *folders, i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		in, err := f.at(path.Dir(files[i]), w.mkdir)
		if err != nil {
			return fmt.Errorf("write %s: %w", files[i], bare(err))
		}
		return w.create(in, files[i], t.files[files[i]].Data, each)
	})
	if err != nil || each {
		return err
	}
	if err := w.about("sync", "."); err != nil {
		return err
	}
	if err := syncAll(w.root); err != nil {
		return fmt.Errorf("sync %s: %w", w.root.Name(), err)
	}
	return nil
}

func (w *writer) mkdir(in *os.Root, name, p string) error {
	if err := w.about("mkdir", p); err != nil {
		return err
	}
	return in.Mkdir(name, 0o755)
}

// create writes data to the temporary name of p in the folder in.
func (w *writer) create(in *os.Root, p string, data []byte, sync bool) (err error) {
	if err := w.about("create", tempOf(p)); err != nil {
		return err
	}
	file, err := openNew(in, path.Base(tempOf(p)))
	if err != nil {
		return fmt.Errorf("write %s: %w", p, bare(err))
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := w.about("write", tempOf(p)); err != nil {
		return err
	}
	if err := fill(file, data, sync); err != nil {
		return fmt.Errorf("write %s: %w", p, bare(err))
	}
	return nil
}

// openNew opens name for writing as a new file. It removes what a killed run left by that name and never
// opens it: it could be a link.
func openNew(in *os.Root, name string) (*os.File, error) {
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	file, err := in.OpenFile(name, flags, 0o644)
	if !errors.Is(err, fs.ErrExist) {
		return file, err
	}
	if err := in.Remove(name); err != nil {
		return nil, err
	}
	return in.OpenFile(name, flags, 0o644)
}

func fill(file *os.File, data []byte, sync bool) error {
	if _, err := file.Write(data); err != nil {
		return err
	}
	if !sync {
		return nil
	}
	return file.Sync()
}

// swap gives the staged files their names.
func (w *writer) swap(ctx context.Context, files []string, before map[string]fs.FileInfo) error {
	return spread(w.root, len(files), func(f *folders, i int) error {
		p := files[i]
		in, err := f.at(path.Dir(p), nil)
		if err == nil {
			err = errors.Join(ctx.Err(), untouched(in, p, before[p]))
		}
		if err == nil {
			err = w.rename(in, p)
		}
		if err != nil {
			return fmt.Errorf("replace %s: %w", p, bare(err))
		}
		return nil
	})
}

func (w *writer) rename(in *os.Root, p string) error {
	if err := w.about("rename", p); err != nil {
		return err
	}
	return in.Rename(path.Base(tempOf(p)), path.Base(p))
}

// untouched fails when p is not as Plan saw it; a question answered slowly leaves time to edit a file.
func untouched(in *os.Root, p string, before fs.FileInfo) error {
	now, err := in.Lstat(path.Base(p))
	switch {
	case errors.Is(err, fs.ErrNotExist) && before == nil:
		return nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && before != nil && os.SameFile(now, before) && now.Size() == before.Size() && now.ModTime().Equal(before.ModTime()):
		return nil
	}
	return errors.New("it changed since the plan was made; run it again")
}

// replace writes one of the locks, durably and at once: content first, then the name.
func (w *writer) replace(name string, data []byte) error {
	if err := w.create(w.root, name, data, true); err != nil {
		return err
	}
	if err := w.rename(w.root, name); err != nil {
		return fmt.Errorf("replace %s: %w", name, bare(err))
	}
	return nil
}
