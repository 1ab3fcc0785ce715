package bootstrap

import (
	"encoding/base64"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestATokenAloneHasAUser: Flux refuses a password without a user name, so the
// Secret holds the one that bootstrap itself logs in with.
func TestATokenAloneHasAUser(t *testing.T) {
	for url, want := range map[string]string{"https://git.example.com/acme.git": "git"} {
		p := &platform.Platform{Repository: platform.Repository{URL: url}, Credentials: []platform.Credential{
			{Name: "git", Kind: "git", URL: url, From: platform.CredentialFrom{Env: &platform.CredentialEnv{Password: "TOKEN"}}},
		}}
		opts := Options{Platform: p, Credentials: &credential.Reader{Getenv: func(string) string { return "secret" }}}
		login, err := gitCredential(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		s := &session{Options: opts}
		s.Agent = &platform.Agent{GitSecret: platform.SecretTemplate{Name: "repository", Data: map[string]string{"username": "$username"}}}
		got := s.gitSecret(login, "")["data"].(map[string]any)["username"]
		if got != base64.StdEncoding.EncodeToString([]byte(want)) {
			t.Errorf("%s: the user is %v in base64, not %s", url, got, want)
		}
	}
}
