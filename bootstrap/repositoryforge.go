package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/bootstrap/git"
)

// forge is the API of the repository's forge. Its token is that of a credential for the API's address, or the one that
// opens the repository itself over https.
func (s *session) forge(ctx context.Context) (*forge.Forge, error) {
	r := s.Platform.Repository
	address := forge.Address(r)
	var token credential.Value
	var err error
	if c := s.Platform.GitCredentialAt(address); c != nil {
		token, err = s.Credentials.Read(ctx, *c)
	} else if !strings.HasPrefix(r.URL, "ssh://") { // its password would be a key's
		token, err = gitCredential(ctx, s.Options)
	}
	if err != nil {
		return nil, err
	}
	if token.Password == "" {
		return nil, fmt.Errorf("the forge's API needs a token: declare a credential of kind git for %s under spec.credentials, with a password", address)
	}
	ca, err := caFor(ctx, s.Options, address)
	if err != nil {
		return nil, err
	}
	return forge.New(r, token.Password, ca)
}

// makesRepository reports whether the platform asks for a repository where there is none.
func (s *session) makesRepository() bool {
	f := s.Platform.Repository.Forge
	return f != nil && f.Create && !s.NoPush
}

// makeRepository makes the repository that preflight did not find.
func (s *session) makeRepository(ctx context.Context) error {
	f, err := s.forge(ctx)
	if err != nil {
		return err
	}
	made, err := f.EnsureRepository(ctx)
	if err != nil {
		return err
	}
	if !made {
		return fmt.Errorf("%s: %w, although the forge has it: may the credential read it?", s.Platform.Repository.URL, git.ErrNotFound)
	}
	s.UI.Note("made the private repository %s", s.Platform.Repository.URL)
	return nil
}

// pullRequest opens what somebody is to merge; without a forge, or where it does not work, that is left to the user.
func (s *session) pullRequest(ctx context.Context, from, into string) (pull forge.Pull) {
	if s.Platform.Repository.Forge == nil {
		return pull
	}
	f, err := s.forge(ctx)
	if err == nil {
		title := cmp.Or(s.message, "Generate "+s.Platform.Name)
		pull, err = f.PullRequest(ctx, from, into, title, fmt.Sprintf("When this is merged, `%s --no-push` goes on.", s.again()))
	}
	if err != nil {
		s.UI.Note("the branch is pushed, and no pull request was opened: %v", err)
	}
	return pull
}
