package tree

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// remove deletes files that are as Plan saw them. Those that are gone already are fine.
func (w *writer) remove(ctx context.Context, files []string, before map[string]fs.FileInfo) error {
	return spread(w.root, len(files), func(f *folders, i int) error {
		p := files[i]
		in, err := f.at(path.Dir(p), nil)
		if err == nil {
			_, err = in.Lstat(path.Base(p))
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if blocked, ok := errors.AsType[*blockedError](err); ok && blocked.mode.IsRegular() {
			return nil // removed early to make way for the file that is there now
		}
		if err == nil {
			err = errors.Join(ctx.Err(), untouched(in, p, before[p]))
		}
		if err != nil {
			return fmt.Errorf("remove %s: %w", p, bare(err))
		}
		return w.unlink(in, path.Base(p), p)
	})
}

// unlink removes one name; that it is not there is fine.
func (w *writer) unlink(in *os.Root, name, p string) error {
	if err := w.about("remove", p); err != nil {
		return err
	}
	if err := in.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", p, bare(err))
	}
	return nil
}

// sweep removes temporary files. Their folders may be gone.
func (w *writer) sweep(temps []string) error {
	return spread(w.root, len(temps), func(f *folders, i int) error {
		in, err := f.at(path.Dir(temps[i]), nil)
		if err != nil {
			return nil
		}
		if _, err := in.Lstat(path.Base(temps[i])); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return w.unlink(in, path.Base(temps[i]), temps[i])
	})
}

// prune removes the folders among dirs that are empty, innermost first. What else is in a folder keeps it.
func (w *writer) prune(dirs []string) error {
	for _, dir := range dirs {
		f := &folders{root: w.root}
		empty := f.empty(dir)
		in, err := f.at(path.Dir(dir), nil)
		if err == nil && empty {
			err = w.unlink(in, path.Base(dir), dir)
		}
		f.leave(0)
		if empty && err != nil {
			return err
		}
	}
	return nil
}

// empty reports that dir is a folder with nothing in it.
func (f *folders) empty(dir string) bool {
	at, err := f.at(dir, nil)
	if err != nil {
		return false
	}
	list, err := at.Open(".")
	if err != nil {
		return false
	}
	defer list.Close()
	_, err = list.Readdirnames(1)
	return err == io.EOF
}
