package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator/platform"
)

// forge is the API of the repository's forge.
func (s *session) forge(ctx context.Context) (*forge.Forge, error) {
	address := forge.Address(s.Platform.Repository)
	ca, err := caFor(ctx, s.Options, address)
	if err != nil {
		return nil, err
	}
	token, err := s.forgeToken(ctx, address, ca)
	if err != nil {
		return nil, err
	}
	return forge.New(s.Platform.Repository, token, ca)
}

// forgeToken is that of a credential for the API's address, or the one that opens the repository itself over https. A GitHub
// App's ends after an hour, and a new one comes in its place.
func (s *session) forgeToken(ctx context.Context, address string, ca []byte) (string, error) {
	r := s.Platform.Repository
	c := s.Platform.GitCredentialAt(address)
	own := c != nil
	if !own && !strings.HasPrefix(r.URL, "ssh://") { // its password would be a key's
		c = s.Platform.GitCredential()
	}
	if c != nil && c.GitHubApp != nil {
		return s.appToken(ctx, *c, address, ca)
	}
	var token credential.Value
	var err error
	switch {
	case own:
		token, err = s.Credentials.Read(ctx, *c)
	case c != nil:
		token, err = gitCredential(ctx, s.Options)
	}
	if err == nil && token.Password == "" {
		err = fmt.Errorf("the forge's API needs a token: declare a credential of kind git for %s under spec.credentials, with a password or as a GitHub App", address)
	}
	return token.Password, err
}

func (s *session) appToken(ctx context.Context, c platform.Credential, address string, ca []byte) (string, error) {
	if kind := s.Platform.Repository.Forge.Kind; kind != "github" {
		return "", fmt.Errorf("credential %s is a GitHub App, and the forge is of kind %s: declare a credential with a password for %s", c.Name, kind, address)
	}
	app := *c.GitHubApp
	app.BaseURL = cmp.Or(app.BaseURL, address)
	c.GitHubApp = &app
	return s.Credentials.AppToken(ctx, c, s.Platform.Repository.URL, ca)
}

// checkForge gets the token, where a later step needs it: what is missing is said before anything is changed.
func (s *session) checkForge(ctx context.Context) error {
	if !s.unmade && !s.makesDeployKeys() {
		return nil
	}
	_, err := s.forge(ctx)
	return err
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
