package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/git"
)

// MergeError ends a run whose change waits on another branch for somebody to merge it.
type MergeError struct {
	From, Into, Commit string
	Page               string // of the pull request, where one is open
	Then               string // the command that goes on
}

func (e *MergeError) Error() string {
	what := fmt.Sprintf("%s merged into %s", e.From, e.Into)
	if e.Page != "" {
		what = e.Page + " merged"
	}
	return fmt.Sprintf("%s of %s is not in %s yet\nhave %s, then run: git switch %s, git pull --rebase, %s --no-push",
		short(e.Commit), e.From, e.Into, what, e.Into, e.Then)
}

// takeBranch goes on from what the branch has, which must be what the folder has, or come to be that in the time that there is.
func (s *session) takeBranch(ctx context.Context, o git.Options, ui StepUI) (string, error) {
	if s.WaitMerge > 0 {
		return s.awaitMerge(ctx, &merge{into: o.Branch, every: mergePoll}, ui)
	}
	commit, differ, err := s.holds(ctx, o)
	if err != nil {
		return "", err
	}
	if len(differ) > 0 {
		return "", fmt.Errorf("branch %s of %s has other files than this folder: %s\nbring them there first, or run: git pull", o.Branch, o.URL, firstOf(differ))
	}
	return s.hasIt(o.Branch, commit), nil
}

// pushAside pushes to another branch and stops there, unless the one that agents follow has it all already, or comes to have
// it in the time that there is.
func (s *session) pushAside(ctx context.Context, o git.Options, ui StepUI) (string, error) {
	o.Fetch = s.WaitMerge > 0
	commit, differ, err := s.holds(ctx, o)
	if err != nil {
		return "", err
	}
	if len(differ) == 0 {
		return s.hasIt(o.Branch, commit), nil
	}
	aside := o
	aside.Branch, aside.From = s.Branch, o.Branch
	what, err := s.pushBranch(ctx, aside)
	if err != nil {
		return "", err
	}
	at := s.pushed
	s.pushed = "" // agents do not see it
	s.UI.Note("%s", what)
	m := &merge{from: s.Branch, into: o.Branch, pull: s.pullRequest(ctx, s.Branch, o.Branch), every: mergePoll}
	if s.WaitMerge == 0 {
		return "", &MergeError{From: m.from, Into: m.into, Commit: at, Page: m.pull.Page, Then: s.again()}
	}
	return s.awaitMerge(ctx, m, ui)
}

func (s *session) hasIt(branch, commit string) string {
	s.pushed = commit
	return fmt.Sprintf("%s has it, at %s", branch, short(commit))
}

// again is the command that this is a run of.
func (s *session) again() string {
	if s.command == "migrate" {
		return "slipway migrate " + s.Agent.Name
	}
	return "slipway bootstrap"
}

// holds asks the repository what the branch has, and which files there differ from the folder's.
func (s *session) holds(ctx context.Context, o git.Options) (commit string, differ []string, err error) {
	err = s.askGit(ctx, func(ctx context.Context) (err error) {
		commit, differ, err = git.Holds(ctx, o)
		return err
	})
	return commit, differ, err
}
