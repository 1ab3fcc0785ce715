package git

import (
	"errors"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"
)

// This file knows go-git's way to read names of revisions.

// resolve finds the commit that a name stands for, as git rev-parse does: a
// branch, a remote's branch, a tag, a hash or its beginning, HEAD~2.
func (s *store) resolve(name string) (hash, error) {
	at, err := s.repo.ResolveRevision(plumbing.Revision(name))
	if err != nil {
		return hash{}, fmt.Errorf("%w: %q", ErrNoRevision, name)
	}
	commit, err := s.repo.CommitObject(*at)
	if notFetched(err) {
		return hash{}, fmt.Errorf("%w: %q is no commit that this clone has", ErrNoRevision, name)
	}
	if err != nil {
		return hash{}, fmt.Errorf("read git revision %s: %w", name, err)
	}
	return hash(commit.Hash), nil
}

// notFetched is whether an error is that a shallow or partial clone does not have an object.
func notFetched(err error) bool { return errors.Is(err, plumbing.ErrObjectNotFound) }
