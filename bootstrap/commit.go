package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/git"
)

// Committed is what Commit did.
type Committed struct {
	Commit, Branch string
	New            bool     // whether there was something to commit
	Ignored        []string // what was committed although a .gitignore excludes it
}

// Commit commits what belongs to the platform, on the branch that is checked out or on opts.Branch, which is made from it.
// It pushes nothing.
func Commit(ctx context.Context, opts Options) (Committed, error) {
	r, err := git.Commit(ctx, toCommit(opts))
	return Committed{Commit: r.Commit, Branch: r.Branch, New: r.Committed, Ignored: r.Ignored}, err
}

// CanCommit tells, before files are written, what would keep Commit from its work. It changes nothing.
func CanCommit(opts Options) error { return git.CanCommit(toCommit(opts)) }

func toCommit(opts Options) git.Options {
	o := ownFiles(opts)
	o.Branch = opts.Branch
	o.Paths = append(o.Paths, opts.Changes.Delete...) // what was generated beside gitops/ too
	return o
}
