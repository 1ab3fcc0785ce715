package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator/platform"
)

// gitCredential finds the credential that the platform declares for its
// repository; the zero value when it declares none.
func gitCredential(ctx context.Context, opts Options) (credential.Value, error) {
	return loginFor(ctx, opts, opts.Platform.GitCredential(), opts.Platform.Repository.URL)
}

// loginFor reads the credential of a repository; the zero value where it has none.
func loginFor(ctx context.Context, opts Options, c *platform.Credential, url string) (credential.Value, error) {
	if c == nil {
		return credential.Value{}, nil
	}
	whole := *c
	whole.URL = url // git's helpers may tell repositories of one host apart
	v, err := opts.Credentials.Read(ctx, whole)
	if v.Password != "" && v.SSHKey == "" && v.Username == "" {
		v.Username = git.Username(whole.URL) // agents do not all fill it in themselves
	}
	return v, err
}

// readCredentials reads all that later steps need: people are asked at the
// beginning, and what is missing is said before anything is changed.
func (s *session) readCredentials(ctx context.Context) error {
	if _, err := gitCredential(ctx, s.Options); err != nil {
		return err
	}
	for _, read := range platformReads(s.Platform) {
		if _, err := chartLogin(ctx, s.Options, read.chart.Repository); err != nil {
			return err
		}
	}
	for _, t := range s.hostTenants() {
		if _, err := s.tenantLogin(ctx, t); err != nil {
			return err
		}
	}
	for _, c := range s.Platform.Credentials {
		if c.Kind != "pull" && c.Kind != "ca" {
			continue
		}
		if _, err := s.Credentials.Read(ctx, c); err != nil {
			return err
		}
	}
	return s.checkSecrets(ctx)
}

// gitAuth is what Slipway itself reads and pushes the repository with.
func gitAuth(ctx context.Context, opts Options) (git.Auth, error) {
	v, err := gitCredential(ctx, opts)
	if err != nil {
		return git.Auth{}, err
	}
	url := opts.Platform.Repository.URL
	ca, err := caFor(ctx, opts, url)
	if err != nil {
		return git.Auth{}, err
	}
	if c := opts.Platform.GitCredential(); c != nil && c.GitHubApp != nil {
		token, err := opts.Credentials.AppToken(ctx, *c, url, ca)
		return git.Auth{Username: credential.AppUser, Password: token, CA: ca}, err
	}
	return git.Auth{Username: v.Username, Password: v.Password, SSHKey: []byte(v.SSHKey), KnownHosts: []byte(v.KnownHosts), CA: ca}, nil
}

// chartLogin is what Slipway itself reads charts and published manifests with.
func chartLogin(ctx context.Context, opts Options, repository string) (chart.Credentials, error) {
	ca, err := caFor(ctx, opts, repository)
	declared := opts.Platform.ChartCredential(repository)
	if err != nil || declared == nil {
		return chart.Credentials{CA: ca}, err
	}
	login, err := opts.Credentials.Read(ctx, *declared)
	return chart.Credentials{Username: login.Username, Password: login.Password, CA: ca}, err
}

// caFor is what Slipway itself trusts besides the system's certificates.
func caFor(ctx context.Context, opts Options, address string) ([]byte, error) {
	declared := opts.Platform.CA(address)
	if declared == nil {
		return nil, nil
	}
	v, err := opts.Credentials.Read(ctx, *declared)
	return []byte(v.CA), err
}
