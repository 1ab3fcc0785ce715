package git

import (
	"context"
	"errors"
	"fmt"
)

// CanPush proves, as far as it can be known beforehand, that Push would do its work: the branch, or the one that it is made from, is checked out and builds
// on what the remote has. It changes nothing.
func CanPush(ctx context.Context, o Options) error {
	to, err := newRemote(o.URL, o.Auth)
	if err != nil {
		return err
	}
	heads, err := to.list(ctx, false)
	if err != nil {
		return err
	}
	r, err := Open(o.Dir)
	if errors.Is(err, ErrNoRepository) {
		return nil // Push makes it one
	}
	if err != nil {
		return err
	}
	branch, last, err := r.store.head()
	if err != nil {
		return err
	}
	if branch != o.Branch && (o.From == "" || branch != o.From) && branch != "" && !last.isZero() {
		return fmt.Errorf("push %s: branch %s is checked out, not %s: run git switch %s or change spec.repository.branch",
			r.root, branch, o.Branch, o.Branch)
	}
	return r.refuseMoved(last, heads["refs/heads/"+o.Branch], to, o.Branch)
}
