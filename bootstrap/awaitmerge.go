package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// mergePoll is how often a branch is looked at that somebody is to merge into: people take hours.
const mergePoll = 20 * time.Second

// merge is what somebody is to do before a run goes on, and what was seen of it.
type merge struct {
	from, into string     // branches; from is empty where this run pushed none
	pull       forge.Pull // of these, where one is open
	every      time.Duration

	at     string   // the commit that was looked at last
	differ []string // what it has otherwise than the folder
	merged bool     // the forge says so
}

func (m *merge) String() string {
	switch {
	case m.pull.Page != "":
		return fmt.Sprintf("%s to be merged into %s", m.pull.Page, m.into)
	case m.from != "":
		return fmt.Sprintf("%s to be merged into %s", m.from, m.into)
	}
	return m.into + " to have what this folder has"
}

// awaitMerge waits until the branch that agents follow has what the folder has.
func (s *session) awaitMerge(ctx context.Context, m *merge, ui StepUI) (string, error) {
	report := func(last string) { ui.Waiting(m.String() + ": " + last) }
	err := kube.Wait(ctx, m.String(), m.every, s.WaitMerge, report, func(ctx context.Context) (bool, string, error) {
		return s.isMerged(ctx, m)
	})
	var timeout *kube.TimeoutError
	switch {
	case errors.As(err, &timeout):
		return "", fmt.Errorf("%w\nnothing is lost: once it is there, run the same again", err)
	case err != nil:
		return "", err
	}
	if m.from != "" {
		s.UI.Note("this folder is on branch %s still; to go back: git switch %s, git pull --rebase", m.from, m.into)
	}
	return s.hasIt(m.into, m.at), nil
}

// isMerged looks at the branch, whatever way the change has come there. What a server that is not well says is shown, and it
// is asked again; that it refuses the credential ends the wait.
func (s *session) isMerged(ctx context.Context, m *merge) (done bool, last string, err error) {
	switch err := s.lookAt(ctx, m); {
	case ctx.Err() != nil:
		return false, "", ctx.Err()
	case refuses(err):
		return false, "", err
	case err != nil:
		return false, strings.Join(strings.Fields(err.Error()), " "), nil
	case len(m.differ) == 0:
		return true, "", nil
	case m.merged: // it was before this look
		return false, "", fmt.Errorf("%s is merged, and branch %s has other files than this folder: %s\nrun: git switch %s, git pull --rebase, slipway generate, %s --no-push",
			m.pull.Page, m.into, firstOf(m.differ), m.into, s.again())
	}
	if err := s.askFate(ctx, m); err != nil {
		return false, "", err
	}
	return false, fmt.Sprintf("%s is at %s and has other files than this folder: %s", m.into, short(m.at), firstOf(m.differ)), nil
}

// lookAt compares the branch with the folder, where it has moved since.
func (s *session) lookAt(ctx context.Context, m *merge) error {
	o, err := s.gitOptions(ctx) // anew each time: a token may last for an hour
	if err != nil {
		return err
	}
	head, err := askGitFor(ctx, &s.Options, func(ctx context.Context) (string, error) { return git.Head(ctx, o.URL, o.Branch, o.Auth) })
	switch {
	case err != nil:
		return err
	case head == "":
		return fmt.Errorf("%s has no branch %s yet", o.URL, o.Branch)
	case head == m.at:
		return nil
	}
	o.Fetch = true
	at, differ, err := s.holds(ctx, o)
	if err == nil {
		m.at, m.differ = at, differ
	}
	return err
}

func refuses(err error) bool {
	for _, ends := range []error{git.ErrAuth, git.ErrForbidden, git.ErrNotFound, git.ErrHostKey, git.ErrNoRepository} {
		if errors.Is(err, ends) {
			return true
		}
	}
	return false
}

// askFate asks the forge whether anybody will merge it yet. A forge that does not answer keeps nobody waiting: the branch tells.
func (s *session) askFate(ctx context.Context, m *merge) error {
	if m.pull.Number == "" {
		return nil
	}
	f, err := s.forge(ctx)
	if err != nil {
		return nil
	}
	fate, err := f.Fate(ctx, m.pull)
	switch {
	case err != nil:
	case fate == forge.Closed:
		return fmt.Errorf("%s was closed without being merged\nreopen it, or change the folder; then run the same again", m.pull.Page)
	case fate == forge.Merged:
		m.merged = true
	}
	return nil
}
