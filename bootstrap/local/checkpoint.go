package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Save copies what a control plane that runs holds into a folder, whatever that held before. Its
// etcd stands still meanwhile, for some tenths of a second, so that the copy is what a crash would
// leave at one moment, and etcd begins from that as from its own.
func (c ControlPlane) Save(ctx context.Context, s Supervisor, dir string) error {
	pid, err := c.etcdProcess(ctx, s)
	if err != nil {
		return fmt.Errorf("save cluster %s: %w", c.Name, err)
	}
	if err := replaceFolder(dir, func(fresh string) error {
		if err := c.copyPaused(pid, fresh); err != nil {
			return err
		}
		return syncFolder(fresh) // so that it is whole after a crash of the machine, which etcd's own may not be: it runs without fsync
	}); err != nil {
		return fmt.Errorf("save cluster %s: %w", c.Name, err)
	}
	return nil
}

func (c ControlPlane) copyPaused(pid int, to string) error {
	if err := pause(pid); err != nil {
		return err
	}
	defer resume(pid)
	return copyFolder(to, c.data())
}

// Settle has the disk hold what Restore put back, which begins before it does. It may run meanwhile.
func (c ControlPlane) Settle() error {
	if err := syncFolder(c.data()); err != nil {
		return fmt.Errorf("restore cluster %s: %w", c.Name, err)
	}
	return nil
}

// Wake has an etcd go on that stands still where Save was killed.
func (c ControlPlane) Wake(ctx context.Context, s Supervisor) error {
	pid, err := c.etcdProcess(ctx, s)
	if errors.Is(err, errNoEtcd) {
		return nil
	}
	if err == nil {
		resume(pid)
	}
	return err
}

// Restore puts back what Save kept. The control plane must not run.
func (c ControlPlane) Restore(ctx context.Context, s Supervisor, dir string) error {
	switch _, err := c.etcdProcess(ctx, s); {
	case err == nil:
		return fmt.Errorf("restore cluster %s: its etcd runs", c.Name)
	case !errors.Is(err, errNoEtcd):
		return fmt.Errorf("restore cluster %s: %w", c.Name, err)
	}
	if err := replaceFolder(c.data(), func(fresh string) error { return copyFolder(fresh, dir) }); err != nil {
		return fmt.Errorf("restore cluster %s: %w", c.Name, err)
	}
	return nil
}

func (c ControlPlane) data() string { return filepath.Join(c.Dir, "etcd") }

func (c ControlPlane) etcdProcess(ctx context.Context, s Supervisor) (int, error) {
	all, err := s.Status(ctx)
	if err != nil {
		return 0, err
	}
	for _, one := range all {
		if one.Name == c.process("etcd") && one.Running {
			return one.PID, nil
		}
	}
	return 0, errNoEtcd
}

var errNoEtcd = errors.New("its etcd does not run")

// replaceFolder makes a folder anew, or leaves it as it was.
func replaceFolder(dir string, fill func(fresh string) error) error {
	if err := unreplaced(dir); err != nil {
		return err
	}
	fresh, old := dir+".new", dir+".old"
	if err := errors.Join(os.RemoveAll(fresh), os.RemoveAll(old)); err != nil {
		return err
	}
	if err := fill(fresh); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(err, unreplaced(dir))
	}
	return os.RemoveAll(old)
}

// unreplaced puts a folder back that replaceFolder moved away and put none in the place of, as where it was killed.
func unreplaced(dir string) error {
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(dir+".old", dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// KillAll ends everything whose name begins so, all at once and unasked, as a crash would: an API
// server that is asked to end takes ten seconds where its etcd has gone.
func KillAll(ctx context.Context, s Supervisor, prefix string) error {
	all, err := s.Status(ctx)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, one := range all {
		if !strings.HasPrefix(one.Name, prefix) {
			continue
		}
		if one.PID > 0 {
			endGroup(one.PID, true)
		}
		g.Go(func() error { return s.Stop(ctx, one.Name) }) // or it would be started again
	}
	return g.Wait()
}
