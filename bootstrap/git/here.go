package git

import (
	"context"
	"errors"
	"fmt"
)

// Commit commits the paths on the branch that is checked out, or on Branch, which is made from it, and asks nobody. Where
// nothing differs there is no commit, and no branch is made.
func Commit(ctx context.Context, o Options) (Result, error) {
	r, branch, last, err := openHere(o)
	if err != nil {
		return Result{}, err
	}
	head, err := r.store.flatCommit(last)
	if err != nil {
		return Result{}, err
	}
	differ, err := r.differ(ctx, o, head)
	if err != nil || len(differ) == 0 {
		return Result{Commit: last.String(), Branch: branch}, err
	}
	if branch, err = r.turnTo(o.Branch, branch, last); err != nil {
		return Result{}, err
	}
	at, ignored, err := r.commitPaths(ctx, o, branch, last)
	return Result{Commit: at.String(), Branch: branch, Committed: at != last, Ignored: ignored}, err
}

// CanCommit tells whether Commit would be refused for what else there is: it is for before files are written. It changes
// nothing.
func CanCommit(o Options) error {
	r, branch, last, err := openHere(o)
	if err != nil {
		return err
	}
	if branch != o.Branch && o.Branch != "" {
		if err := r.refuseTaken(o.Branch, last); err != nil {
			return err
		}
	}
	paths, err := newPathSet(r.root, r.prefix, append(o.Gone, o.Paths...))
	if err != nil {
		return err
	}
	head, err := r.store.flatCommit(last)
	if err != nil {
		return err
	}
	index, err := r.store.index()
	if err != nil {
		return err
	}
	return r.refuseForeign(paths, head, index)
}

// openHere opens a repository to commit in it alone. A detached HEAD needs a branch by name: a commit on none is lost
// with the next switch.
func openHere(o Options) (r *Repo, branch string, last hash, err error) {
	if o.Branch != "" {
		if err := checkBranch(o.Branch); err != nil {
			return nil, "", last, err
		}
	}
	r, err = Open(o.Dir)
	if errors.Is(err, ErrNoRepository) {
		return nil, "", last, fmt.Errorf("commit in %w: run git init there first", err)
	}
	if err != nil {
		return nil, "", last, err
	}
	branch, last, err = r.store.head()
	if err == nil && branch == "" && o.Branch == "" {
		err = fmt.Errorf("commit in %s: no branch is checked out: name one with --branch, which is made", r.root)
	}
	return r, branch, last, err
}

// turnTo puts HEAD on the branch that is wanted, at the same commit.
func (r *Repo) turnTo(want, branch string, at hash) (string, error) {
	switch {
	case want == "" || want == branch:
		return branch, nil
	case at.isZero():
		if err := r.refuseTaken(want, at); err != nil {
			return "", err
		}
		return want, r.checkOut(want)
	}
	return want, r.startBranch(want, at, "", hash{})
}
