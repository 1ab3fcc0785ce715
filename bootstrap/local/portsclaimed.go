package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// claimLasts is how long a port that was chosen may take until something listens
// on it: an API server needs seconds, an agent waits for what is installed first.
const claimLasts = time.Minute

// claims keeps labs of different state folders, which know nothing of each other,
// off a port that one of them has just chosen and does not listen on yet.
type claims struct{ dir string }

// openClaims locks the claims of the user, whatever state folder labs have.
func openClaims(ctx context.Context) (c claims, unlock func(), err error) {
	c.dir = filepath.Join(os.TempDir(), fmt.Sprintf("slipway-ports-%d", os.Getuid()))
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return c, nil, fmt.Errorf("create folder of claimed ports: %w", err)
	}
	// Anybody may have made a folder of that name, and put links into it.
	if info, err := os.Lstat(c.dir); err != nil || !info.IsDir() || !isOwn(info) {
		return c, nil, errors.Join(fmt.Errorf("%s is no folder of yours alone; remove it, or set TMPDIR to one that is", c.dir), err)
	}
	if unlock, err = Lock(ctx, filepath.Join(c.dir, "lock")); err != nil {
		return c, nil, err
	}
	c.drop()
	return c, unlock, nil
}

// drop removes claims that have ended. One that stays does no harm.
func (c claims) drop() {
	entries, _ := os.ReadDir(c.dir)
	for _, e := range entries {
		if _, err := strconv.Atoi(e.Name()); err != nil {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > claimLasts {
			_ = os.Remove(filepath.Join(c.dir, e.Name()))
		}
	}
}

// take claims a port for the owner; it fails where another has done so of late.
func (c claims) take(port int, owner string) (bool, error) {
	file := filepath.Join(c.dir, strconv.Itoa(port))
	if by, err := os.ReadFile(file); err == nil && string(by) != owner {
		return false, nil
	}
	return true, os.WriteFile(file, []byte(owner), 0o600)
}
