package tree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// Apply brings the folder in line. A run that ends early, for whatever reason, leaves every file either as
// it was or as it shall be, and slipway.lock.next, from which the next Plan and Apply complete the work
// whether or not the tree is still the same.
//
// The order is what makes that true: announce every path in slipway.lock.next, write all new content to
// temporary files, make it durable, rename, delete what is stale, and only then replace slipway.lock.
func (c *Changes) Apply(ctx context.Context) error {
	if len(c.Edited) > 0 {
		return fmt.Errorf("apply to %s: %w", c.dir, c.refusal())
	}
	if c.Empty() {
		return nil
	}
	root, err := os.OpenRoot(c.dir)
	if err != nil {
		return fmt.Errorf("open folder %s: %w", c.dir, bare(err))
	}
	defer root.Close()
	release, err := acquire(root)
	if err != nil {
		return fmt.Errorf("apply to %s: %w", c.dir, err)
	}
	defer release()
	if err := c.run(ctx, &writer{root: root, change: c.change}); err != nil {
		return fmt.Errorf("apply to %s: %w", c.dir, err)
	}
	return nil
}

func (c *Changes) refusal() error {
	var paths []string
	for _, e := range c.Edited {
		paths = append(paths, e.Path+" "+e.Why.String())
	}
	return errors.New(cut(strings.Join(paths, "\n"), 10, 4<<10))
}

func (c *Changes) run(ctx context.Context, w *writer) error {
	if err := c.stillCurrent(w.root); err != nil {
		return err
	}
	if !c.touchesFiles() {
		return w.replace(lockName, c.lock)
	}
	if err := w.replace(nextName, c.announcement()); err != nil {
		return err
	}
	if err := c.replaceFiles(ctx, w); err != nil {
		w.sweep(temps(c.writes()))
		return err
	}
	if err := w.remove(ctx, c.notInTheWay(), c.before); err != nil {
		return err
	}
	if err := w.prune(c.gone); err != nil {
		return err
	}
	if err := w.replace(lockName, c.lock); err != nil {
		return err
	}
	return w.unlink(w.root, nextName, nextName)
}

// replaceFiles clears the way, then writes all files next to where they belong before it renames the first:
// a full disk is found while nothing has changed yet, and one sync does for all.
func (c *Changes) replaceFiles(ctx context.Context, w *writer) error {
	if err := w.remove(ctx, c.inTheWay(), c.before); err != nil {
		return err
	}
	if err := errors.Join(w.sweep(c.past.temps), w.prune(c.vacated())); err != nil {
		return err
	}
	writes := c.writes()
	if err := w.stage(ctx, writes, c.tree); err != nil {
		return err
	}
	return w.swap(ctx, writes, c.before)
}

// announcement lists what is ours now and what will be, and nothing that was never ours, with every sum a file may be found with.
func (c *Changes) announcement() []byte {
	l := lock{owned: maps.Clone(c.past.lock.owned), seeds: merged(c.past.lock.seeds, c.Seeds)}
	for p, sums := range c.tree.owned() {
		if slices.Contains(c.foreign, p) {
			continue
		}
		l.owned[p] = merged(l.owned[p], sums)
	}
	return l.encode()
}

// stillCurrent fails when another run finished between Plan and Apply: the plan is then about a folder
// that is no more. Files edited meanwhile are noticed one by one.
func (c *Changes) stillCurrent(root *os.Root) error {
	for name, was := range map[string][]byte{lockName: c.past.rawLock, nextName: c.past.rawNext} {
		is, err := readLock(root, name)
		if err != nil {
			return err
		}
		if !bytes.Equal(is, was) || (is == nil) != (was == nil) {
			return fmt.Errorf("%s changed since the plan was made; run it again", name)
		}
	}
	return nil
}

func temps(files []string) []string {
	all := make([]string, len(files))
	for i, f := range files {
		all[i] = tempOf(f)
	}
	slices.Sort(all)
	return all
}
