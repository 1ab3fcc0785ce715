package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
)

// Options adjust a Plan.
type Options struct {
	// Output is the folder that holds the generated files. It is searched for files of ours when the lock
	// is lost.
	Output string
	// Force overwrites owned files that were edited. It does not touch kept or foreign ones.
	Force bool
	// Discard are edits that are dropped, by path, as Force does with all. A file that holds another by now keeps it.
	Discard map[string][]byte
	// Keep lists files in the way that are to stay as they are.
	Keep []string
	// Instead says where a change to an owned file is to be made; nil names the folders in general.
	Instead func(path string) string
}

// Plan compares the folder dir with t and changes nothing. Meta goes into the lock.
func Plan(dir string, t *Tree, meta Meta, opts Options) (*Changes, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", dir, bare(err))
	}
	defer root.Close()
	past, err := remember(root, opts.Output)
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", dir, err)
	}
	findings, err := (&judge{tree: t, past: past, opts: opts}).all(root)
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", dir, err)
	}
	c := &Changes{dir: dir, tree: t, past: past, before: map[string]fs.FileInfo{}, gone: goneFolders(t, past.lock)}
	next := lock{Meta: meta, owned: t.owned(), kept: map[string]kept{}}
	for _, f := range findings {
		c.take(f, &next)
	}
	c.lock = next.encode()
	if err := errors.Join(clashes(root, c, findings), unkept(opts.Keep, next.kept)); err != nil {
		return nil, fmt.Errorf("plan %s: %w", dir, err)
	}
	return c, nil
}

// owned returns the owned paths and, for formats without comments, their sums.
func (t *Tree) owned() map[string][]string {
	all := make(map[string][]string, len(t.files))
	for p, f := range t.files {
		switch {
		case f.Kind != Owned:
		case f.sum != "":
			all[p] = []string{f.sum}
		default:
			all[p] = nil
		}
	}
	return all
}

// all judges every path that the tree has or that was ours, in order.
func (j *judge) all(root *os.Root) ([]finding, error) {
	paths := map[string]bool{}
	for p := range j.tree.files {
		paths[p] = true
	}
	for p := range j.past.lock.owned {
		paths[p] = true
	}
	sorted := slices.Sorted(maps.Keys(paths))
	findings := make([]finding, len(sorted))
	err := spread(root, len(sorted), func(f *folders, i int) error {
		var err error
		findings[i], err = j.decide(f, sorted[i])
		return err
	})
	return findings, err
}

// take files a finding under what it means.
func (c *Changes) take(f finding, next *lock) {
	switch f.verdict {
	case create:
		c.Create = append(c.Create, f.path)
	case update:
		c.Update = append(c.Update, f.path)
	case remove:
		c.Delete = append(c.Delete, f.path)
	case seed:
		c.Seeds = append(c.Seeds, f.path)
	case same:
		c.Unchanged++
	case refuse:
		c.Edited = append(c.Edited, f.edit)
	case keep:
		c.Kept = append(c.Kept, f.path)
		next.kept[f.path] = f.kept
		if f.foreign { // what is listed may be overwritten some day, and this may not
			delete(next.owned, f.path)
			c.foreign = append(c.foreign, f.path)
		}
	case leave:
		c.Left = append(c.Left, f.path)
	}
	if f.info != nil {
		c.before[f.path] = f.info
	}
}

// unkept complains about paths that were to be kept but had nothing to keep.
func unkept(asked []string, have map[string]kept) error {
	var errs []error
	for _, p := range asked {
		if _, ok := have[p]; !ok {
			errs = append(errs, fmt.Errorf("keep %s: it is no generated file with an edit to keep", p))
		}
	}
	return errors.Join(errs...)
}
