package bootstrap

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// appForge plays GitHub's API for one installation of an App. Whether the signature is right another test looks at; what an App
// may do at GitHub none can show.
type appForge struct {
	t    *testing.T
	did  []string
	lack bool // a permission
}

func (f *appForge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/v3/app/installations/34/access_tokens" {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"token":"installation-token","expires_at":%q}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
		return
	}
	if r.Header.Get("Authorization") != "Bearer installation-token" {
		f.t.Errorf("%s %s came with another token", r.Method, r.URL.Path)
	}
	answers := map[string]string{
		"GET /api/v3/repos/acme/platform": "404 {}", "GET /api/v3/user": "403 {}", "GET /api/v3/orgs/acme": `200 {"login": "acme"}`, "POST /api/v3/orgs/acme/repos": "201 {}",
		"GET /api/v3/repos/acme/platform/keys": "200 []", "POST /api/v3/repos/acme/platform/keys": "201 {}",
		"GET /api/v3/repos/acme/platform/pulls": "200 []", "POST /api/v3/repos/acme/platform/pulls": `201 {"number": 7, "html_url": "https://github.example.com/pull/7"}`,
	}
	call := r.Method + " " + r.URL.Path
	status, body, _ := strings.Cut(answers[call], " ")
	if r.Method == http.MethodPost {
		f.did = append(f.did, call)
	}
	if r.Method == http.MethodPost && f.lack {
		w.Header().Set("X-Accepted-GitHub-Permissions", "administration=write")
		status, body = "403", `{"message": "Resource not accessible by integration"}`
	}
	code := 0
	_, _ = fmt.Sscan(status, &code)
	w.WriteHeader(code)
	fmt.Fprint(w, body)
}

// TestTheForgeByAnApp: a repository, a deploy key and a pull request by the token that an App's installation is given, whether
// the App opens the repository or the API alone.
func TestTheForgeByAnApp(t *testing.T) {
	for name, tt := range map[string]struct {
		url, credential, kind string
		lack                  bool
		wrong                 string
	}{
		"that of the repository": {"https://HOST/acme/platform.git", "https://HOST/acme", "github", false, ""},
		"of the API, beside SSH": {"ssh://git@github.example.com/acme/platform.git", "https://HOST/api/v3", "github", false, ""},
		"that may not":           {"https://HOST/acme/platform.git", "https://HOST/acme", "github", true, "Resource not accessible by integration; the forge wants the permission administration=write"},
		"of another forge":       {"https://HOST/acme/platform.git", "https://HOST/acme", "gitea", false, "credential app is a GitHub App, and the forge is of kind gitea: declare a credential with a password for https://"},
	} {
		t.Run(name, func(t *testing.T) {
			played := &appForge{t: t, lack: tt.lack}
			server := httptest.NewTLSServer(played)
			defer server.Close()
			host := strings.TrimPrefix(server.URL, "https://")
			here := func(text string) string { return strings.Replace(text, "HOST", host, 1) }
			s := &session{host: &platform.Cluster{Name: "hub"}, Options: Options{UI: &noted{}, Credentials: appReader(t, server.Certificate()), Platform: &platform.Platform{
				Name:       "acme",
				Repository: platform.Repository{URL: here(tt.url), Branch: "main", Forge: &platform.Forge{Kind: tt.kind, API: server.URL + "/api/v3"}},
				Credentials: []platform.Credential{
					{Name: "app", Kind: "git", URL: here(tt.credential), GitHubApp: &platform.GitHubApp{AppID: 12, InstallationID: 34}, From: platform.CredentialFrom{Env: &platform.CredentialEnv{GitHubAppKey: "KEY"}}},
					{Name: "ca", Kind: "ca", URL: server.URL, From: platform.CredentialFrom{Env: &platform.CredentialEnv{CA: "CA"}}},
				},
			}}}
			f, err := s.forge(t.Context())
			if err == nil {
				_, err = f.EnsureRepository(t.Context())
			}
			if tt.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wrong) || strings.Contains(err.Error(), "installation-token") {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.EnsureDeployKey(t.Context(), s.keyTitle(), "ssh-ed25519 AAAA"); err != nil {
				t.Error(err)
			}
			if pull, err := f.PullRequest(t.Context(), "change", "main", "Change", ""); err != nil || pull.Number != "7" {
				t.Errorf("got %v, %v", pull, err)
			}
			if len(played.did) != 3 {
				t.Errorf("it made %q", played.did)
			}
		})
	}
}

// appReader has an App's key and what to trust.
func appReader(t *testing.T, trusted *x509.Certificate) *credential.Reader {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text := func(kind string, der []byte) string {
		var out bytes.Buffer
		_ = pem.Encode(&out, &pem.Block{Type: kind, Bytes: der}) // a buffer takes everything
		return out.String()
	}
	values := map[string]string{"KEY": text("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), "CA": text("CERTIFICATE", trusted.Raw)}
	return &credential.Reader{Getenv: func(name string) string { return values[name] }}
}
