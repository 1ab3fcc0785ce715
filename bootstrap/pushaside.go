package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/git"
)

// MergeError ends a bootstrap whose change waits on another branch for somebody to merge it.
type MergeError struct {
	From, Into, Commit string
	Page               string // of the pull request, where one is open
}

func (e *MergeError) Error() string {
	what := fmt.Sprintf("%s merged into %s", e.From, e.Into)
	if e.Page != "" {
		what = e.Page + " merged"
	}
	return fmt.Sprintf("%s of %s is not in %s yet\nhave %s, then run: git switch %s, git pull --rebase, slipway bootstrap --no-push",
		short(e.Commit), e.From, e.Into, what, e.Into)
}

// takeBranch goes on from what the branch has, which must be what the folder has.
func (s *session) takeBranch(ctx context.Context, o git.Options) (string, error) {
	commit, differ, err := s.holds(ctx, o)
	if err != nil {
		return "", err
	}
	if len(differ) > 0 {
		return "", fmt.Errorf("branch %s of %s has other files than this folder: %s\nbring them there first, or run: git pull", o.Branch, o.URL, firstOf(differ))
	}
	s.pushed = commit
	return fmt.Sprintf("%s has it, at %s", o.Branch, short(commit)), nil
}

// pushAside pushes to another branch and stops there, unless the one that agents follow has it all already.
func (s *session) pushAside(ctx context.Context, o git.Options) (string, error) {
	commit, differ, err := s.holds(ctx, o)
	if err != nil {
		return "", err
	}
	if len(differ) == 0 {
		s.pushed = commit
		return fmt.Sprintf("%s has it, at %s", o.Branch, short(commit)), nil
	}
	o.Branch, o.From = s.Branch, o.Branch
	what, err := s.pushBranch(ctx, o)
	if err != nil {
		return "", err
	}
	at := s.pushed
	s.pushed = "" // agents do not see it
	s.UI.Note("%s", what)
	return "", &MergeError{From: s.Branch, Into: o.From, Commit: at, Page: s.pullRequest(ctx, s.Branch, o.From)}
}

// holds asks the repository what the branch has, and which files there differ from the folder's.
func (s *session) holds(ctx context.Context, o git.Options) (commit string, differ []string, err error) {
	err = s.askGit(ctx, func(ctx context.Context) (err error) {
		commit, differ, err = git.Holds(ctx, o)
		return err
	})
	return commit, differ, err
}
