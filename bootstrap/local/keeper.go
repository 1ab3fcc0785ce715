package local

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// Keeper runs processes as children of this process. They die with it, however
// it dies (on Linux).
type Keeper struct {
	mu       sync.Mutex
	kept     []kept // in the order they were started
	closed   bool
	changing keyed // one change at a time per name
	spawn    *spawner
}

// kept is a running process or service.
type kept interface {
	name() string
	definition() any
	ready(ctx context.Context) error
	stop()
	status() Status
}

var errClosed = errors.New("the keeper is closed")

// NewKeeper returns an empty keeper; Close it.
func NewKeeper() *Keeper {
	return &Keeper{spawn: newSpawner()}
}

// Close stops everything. The keeper cannot be used afterwards.
func (k *Keeper) Close() error {
	k.mu.Lock()
	already := k.closed
	k.closed = true
	k.mu.Unlock()
	if already {
		return nil
	}
	err := k.Stop(context.Background())
	k.spawn.close()
	return err
}

// Start implements Supervisor.
func (k *Keeper) Start(ctx context.Context, p Process) error {
	if p.Name == "" || p.Path == "" || p.Log == "" {
		return fmt.Errorf("start process %q: it needs a name, a path and a log", p.Name)
	}
	return k.keep(ctx, p.Name, p, func() (kept, error) { return startChild(k.spawn, p) })
}

// StartService implements Supervisor.
func (k *Keeper) StartService(ctx context.Context, s Service) error {
	return k.keep(ctx, s.Name, s, func() (kept, error) { return startService(s) })
}

func (k *Keeper) keep(ctx context.Context, name string, definition any, start func() (kept, error)) error {
	current, err := k.ensure(name, definition, start)
	if err != nil {
		return fmt.Errorf("start %s: %w", name, err)
	}
	if err := current.ready(ctx); err != nil {
		if ctx.Err() == nil { // it is hopeless, rather than the caller impatient
			k.drop(current)
		}
		return fmt.Errorf("start %s: %w", name, err)
	}
	return nil
}

func (k *Keeper) ensure(name string, definition any, start func() (kept, error)) (kept, error) {
	defer k.changing.lock(name)()
	if old := k.find(name); old != nil {
		// What waits to be tried again has waited enough: who asks may have mended it.
		if reflect.DeepEqual(old.definition(), definition) && old.status().Running {
			return old, nil
		}
		k.remove(old)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return nil, errClosed
	}
	started, err := start()
	if err == nil {
		k.kept = append(k.kept, started)
	}
	return started, err
}

// Stop implements Supervisor.
func (k *Keeper) Stop(_ context.Context, names ...string) error {
	k.mu.Lock()
	targets := slices.Clone(k.kept)
	k.mu.Unlock()
	slices.Reverse(targets)
	for _, target := range targets {
		if len(names) == 0 || slices.Contains(names, target.name()) {
			k.drop(target)
		}
	}
	return nil
}

// Status implements Supervisor.
func (k *Keeper) Status(context.Context) ([]Status, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := make([]Status, len(k.kept))
	for i, one := range k.kept {
		all[i] = one.status()
	}
	return all, nil
}

func (k *Keeper) find(name string) kept {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := slices.IndexFunc(k.kept, func(one kept) bool { return one.name() == name }); i >= 0 {
		return k.kept[i]
	}
	return nil
}

func (k *Keeper) drop(target kept) {
	defer k.changing.lock(target.name())()
	k.remove(target)
}

// remove forgets a process only once it is gone, so that a stop that is under
// way is still seen.
func (k *Keeper) remove(target kept) {
	target.stop()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = slices.DeleteFunc(k.kept, func(one kept) bool { return one == target })
}
