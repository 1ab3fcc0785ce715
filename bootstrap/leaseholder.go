package bootstrap

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// holder is this run as others see it: whose it is, where, and a name by which
// this machine knows it. For as long as it lives it holds a lock of that name,
// which the system takes back however it ends.
type holder struct {
	identity string
	lock     string
	unlock   func()
}

func newHolder(command, locks string) *holder {
	id := strings.ToLower(rand.Text())
	h := &holder{identity: fmt.Sprintf("slipway %s of %s, process %d (%s)", command, whose(), os.Getpid(), id), lock: lockOf(locks, id)}
	if err := os.MkdirAll(filepath.Dir(h.lock), 0o700); err != nil {
		return h // without the lock others wait until the Lease is over
	}
	h.unlock, _ = local.TryLock(h.lock)
	return h
}

func whose() string {
	name, host := "somebody", "somewhere"
	if u, err := user.Current(); err == nil {
		name = cmp.Or(u.Username, name)
	}
	if h, err := os.Hostname(); err == nil {
		host = cmp.Or(h, host)
	}
	return name + " on " + host
}

// lockOf is where a holder's lock is on the machine that it runs on.
func lockOf(locks, id string) string { return filepath.Join(locks, id+".lock") }

func (h *holder) end() {
	if h.unlock != nil {
		os.Remove(h.lock)
		h.unlock()
	}
}

// life is what this machine knows of a holder.
type life int

const (
	lifeUnknown life = iota // it runs elsewhere, or does not lock
	alive
	dead
)

func lifeOf(identity, locks string) life {
	id := regexp.MustCompile(`\(([a-z2-7]+)\)$`).FindStringSubmatch(identity)
	if id == nil {
		return lifeUnknown // it is no name of ours, and none for a file
	}
	lock := lockOf(locks, id[1])
	if _, err := os.Stat(lock); err != nil {
		return lifeUnknown
	}
	unlock, err := local.TryLock(lock)
	switch {
	case errors.Is(err, local.ErrLocked):
		return alive
	case err != nil:
		return lifeUnknown
	}
	os.Remove(lock)
	unlock()
	return dead
}
