package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked means that another process holds a lock.
var ErrLocked = errors.New("held by another process")

// TryLock takes an advisory lock that the system releases when we die.
func TryLock(path string) (unlock func(), err error) {
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("lock %s: %w", path, err)
	case !taken:
		return nil, fmt.Errorf("lock %s: %w", path, ErrLocked)
	}
	return func() { _ = lock.Close() }, nil
}

// Lock waits for a lock that the system releases when we die.
func Lock(ctx context.Context, path string) (unlock func(), err error) {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		unlock, err := TryLock(path)
		if err == nil || !errors.Is(err, ErrLocked) {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-ticker.C:
		}
	}
}

// held tells whether somebody has the lock and keeps it: one who is about to
// die lets go within moments.
func held(ctx context.Context, path string) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	unlock, err := Lock(ctx, path)
	if err == nil {
		unlock()
	}
	return err != nil
}
