package git

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoRevision is what errors.Is finds when a name stands for no commit.
var ErrNoRevision = errors.New("there is no such revision")

// Resolve returns the commit that a name stands for: a branch, a remote's
// branch, a tag, a hash or its beginning, HEAD~2.
func (r *Repo) Resolve(name string) (commit string, err error) {
	at, err := r.store.resolve(name)
	if errors.Is(err, ErrNoRevision) {
		return "", fmt.Errorf("%w\n%s", err, r.fetchIt(name))
	}
	if err != nil {
		return "", err
	}
	return at.String(), nil
}

var errShallow = errors.New("this clone is shallow; get its history with: git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0)")

// fetchIt says how to come by a revision that is not here.
func (r *Repo) fetchIt(name string) string {
	if r.isShallow() {
		return errShallow.Error()
	}
	if remote, branch, ok := strings.Cut(name, "/"); ok {
		return fmt.Sprintf("get it with: git fetch %s %s", remote, branch)
	}
	return "see: git branch --all, git tag"
}
