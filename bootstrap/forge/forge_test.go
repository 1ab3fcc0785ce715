package forge

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

func TestEnsureRepository(t *testing.T) {
	const missing = `{"message": "Not Found"}`
	tests := []struct {
		name, kind string
		made       bool
		exchanges  []exchange
	}{
		{"it is there", "github", false, []exchange{{"GET", "/repos/acme/platform", "", 200, `{"id": 1}`}}},
		{"it is there", "gitea", false, []exchange{{"GET", "/api/v1/repos/acme/platform", "", 200, `{"id": 1}`}}},
		{"it is there", "gitlab", false, []exchange{{"GET", "/api/v4/projects/acme%2Finfra%2Fplatform", "", 200, `{"id": 1}`}}},
		{"of an organisation", "github", true, []exchange{
			{"GET", "/repos/acme/platform", "", 404, missing},
			{"GET", "/user", "", 200, `{"login": "ann"}`},
			{"GET", "/orgs/acme", "", 200, `{"login": "acme", "id": 5}`},
			{"POST", "/orgs/acme/repos", `{"name": "platform", "private": true}`, 201, `{"id": 1}`},
		}},
		{"of an organisation, by the token of an app", "github", true, []exchange{
			{"GET", "/repos/acme/platform", "", 404, missing},
			{"GET", "/user", "", 403, `{"message": "Resource not accessible by integration"}`},
			{"GET", "/orgs/acme", "", 200, `{"login": "acme", "id": 5}`},
			{"POST", "/orgs/acme/repos", `{"name": "platform", "private": true}`, 201, `{"id": 1}`},
		}},
		{"of the user", "github", true, []exchange{
			{"GET", "/repos/acme/platform", "", 404, missing},
			{"GET", "/user", "", 200, `{"login": "Acme"}`},
			{"POST", "/user/repos", `{"name": "platform", "private": true}`, 201, `{"id": 1}`},
		}},
		{"of an organisation", "gitea", true, []exchange{
			{"GET", "/api/v1/repos/acme/platform", "", 404, missing},
			{"GET", "/api/v1/user", "", 200, `{"login": "ann"}`},
			{"GET", "/api/v1/orgs/acme", "", 200, `{"username": "acme"}`},
			{"POST", "/api/v1/orgs/acme/repos", `{"name": "platform", "private": true}`, 201, `{"id": 1}`},
		}},
		{"of a group in a group", "gitlab", true, []exchange{
			{"GET", "/api/v4/projects/acme%2Finfra%2Fplatform", "", 404, `{"message": "404 Project Not Found"}`},
			{"GET", "/api/v4/namespaces/acme%2Finfra", "", 200, `{"id": 12345678901, "full_path": "acme/infra"}`},
			{"POST", "/api/v4/projects", `{"name": "platform", "path": "platform", "namespace_id": 12345678901, "visibility": "private"}`, 201, `{"id": 1}`},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.kind+", "+tt.name, func(t *testing.T) {
			if made, err := open(t, tt.kind, tt.exchanges).EnsureRepository(t.Context()); err != nil || made != tt.made {
				t.Errorf("made %v, %v", made, err)
			}
		})
	}
}

const public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINew"

func TestEnsureDeployKey(t *testing.T) {
	paths := map[string]string{"github": "/repos/acme/platform/keys", "gitea": "/api/v1/repos/acme/platform/keys", "gitlab": "/api/v4/projects/acme%2Finfra%2Fplatform/deploy_keys"}
	for kind, path := range paths {
		reads, writes, sent := `"read_only": true`, `"read_only": false`, `"read_only": true`
		if kind == "gitlab" {
			reads, writes, sent = `"can_push": false`, `"can_push": true`, `"can_push": false`
		}
		list := func(keys string) exchange {
			return exchange{"GET", path + "?per_page=50&limit=50&page=1", "", 200, "[" + keys + "]"}
		}
		other := `{"id": 1, "title": "slipway acme/other", "key": "ssh-ed25519 AAAAOther", ` + reads + `}`
		post := exchange{"POST", path, `{"title": "slipway acme/hub", "key": "` + public + `", ` + sent + `}`, 201, `{"id": 9}`}
		tests := []struct {
			name      string
			changed   bool
			exchanges []exchange
		}{
			{"there is none", true, []exchange{list(""), post}},
			{"another cluster's stays", true, []exchange{list(other), post}},
			{"it is there", false, []exchange{list(other + `, {"id": 2, "title": "slipway acme/hub", "key": "` + public + ` comment", ` + reads + `}`)}},
			{"an old one goes", true, []exchange{list(`{"id": 2, "title": "slipway acme/hub", "key": "ssh-ed25519 AAAAOld", ` + reads + `}`), {"DELETE", path + "/2", "", 204, ""}, post}},
			{"one that may write goes", true, []exchange{list(`{"id": 2, "title": "slipway acme/hub", "key": "` + public + `", ` + writes + `}`), {"DELETE", path + "/2", "", 204, ""}, post}},
			{"on the second page", false, []exchange{
				list(strings.TrimSuffix(strings.Repeat(other+",", 50), ",")),
				{"GET", path + "?per_page=50&limit=50&page=2", "", 200, `[{"id": 2, "title": "slipway acme/hub", "key": "` + public + `", ` + reads + `}]`},
			}},
		}
		for _, tt := range tests {
			t.Run(kind+", "+tt.name, func(t *testing.T) {
				if changed, err := open(t, kind, tt.exchanges).EnsureDeployKey(t.Context(), "slipway acme/hub", public+" ann@laptop\n"); err != nil || changed != tt.changed {
					t.Errorf("changed %v, %v", changed, err)
				}
			})
		}
	}
}

// TestRefusals: what each forge answers, in its own form.
func TestRefusals(t *testing.T) {
	tests := []struct {
		name, kind string
		status     int
		answer     string
		is         error
		want       string
	}{
		{"wrong token", "github", 401, `{"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"}`, ErrAuth, "Bad credentials"},
		{"no permission", "github", 403, `{"message": "Resource not accessible by personal access token"}`, ErrForbidden, "not accessible by personal access token"},
		{"refused for a reason", "github", 422, `{"message": "Validation Failed", "errors": [{"resource": "PublicKey", "code": "custom", "field": "key", "message": "key is already in use"}]}`, nil, "Validation Failed: key is already in use"},
		{"wrong token", "gitlab", 401, `{"message": "401 Unauthorized"}`, ErrAuth, "401 Unauthorized"},
		{"missing scope", "gitlab", 403, `{"error": "insufficient_scope", "error_description": "The request requires higher privileges"}`, ErrForbidden, "insufficient_scope"},
		{"refused for a reason", "gitlab", 400, `{"message": {"fingerprint": ["has already been taken"]}}`, nil, "has already been taken"},
		{"wrong token", "gitea", 401, `{"message": "user does not exist", "url": "https://git.example.com/api/swagger"}`, ErrAuth, "user does not exist"},
		{"a page", "gitea", 502, `<html>Bad Gateway</html>`, nil, "502 Bad Gateway"},
		{"moved", "github", 301, `{"message": "Moved Permanently", "url": "https://api.github.com/repositories/1"}`, nil, "Moved Permanently"},
		{"no API", "gitea", 200, `<html>welcome</html>`, nil, "is that the address of the API?"},
	}
	uris := map[string]string{"github": "/repos/acme/platform/keys", "gitea": "/api/v1/repos/acme/platform/keys", "gitlab": "/api/v4/projects/acme%2Finfra%2Fplatform/deploy_keys"}
	for _, tt := range tests {
		t.Run(tt.kind+", "+tt.name, func(t *testing.T) {
			f := open(t, tt.kind, []exchange{{"GET", uris[tt.kind] + "?per_page=50&limit=50&page=1", "", tt.status, tt.answer}})
			_, err := f.EnsureDeployKey(t.Context(), "title", public)
			wantError(t, err, "ask the forge: GET http://", tt.want)
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("got %v, want %v", err, tt.is)
			}
		})
	}
}

func TestNobodysOwner(t *testing.T) {
	f := open(t, "github", []exchange{
		{"GET", "/repos/acme/platform", "", 404, "{}"}, {"GET", "/user", "", 200, `{"login": "ann"}`}, {"GET", "/orgs/acme", "", 404, "{}"},
	})
	_, err := f.EnsureRepository(t.Context())
	wantError(t, err, "make repository acme/platform", "there is no acme that this token may make one for")
	f = open(t, "github", []exchange{
		{"GET", "/repos/acme/platform", "", 404, "{}"}, {"GET", "/user", "", 403, "{}"}, {"GET", "/orgs/acme", "", 404, "{}"},
	})
	_, err = f.EnsureRepository(t.Context())
	wantError(t, err, "may make one for; an App makes repositories for organisations alone")
}

// TestWhatATokenLacks is named where GitHub tells it, for tokens with permissions and for those with scopes.
func TestWhatATokenLacks(t *testing.T) {
	for _, tt := range []struct {
		status              int
		header, value, want string
	}{
		{403, "X-Accepted-GitHub-Permissions", "administration=write", "Resource not accessible by integration; the forge wants the permission administration=write"},
		{403, "X-Accepted-GitHub-Permissions", "pull_requests=write; contents=write", "the forge wants the permission pull_requests=write or contents=write"},
		{404, "X-Accepted-OAuth-Scopes", "repo", "the forge wants the permission repo"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(tt.header, tt.value)
			w.WriteHeader(tt.status)
			_, _ = w.Write([]byte(`{"message": "Resource not accessible by integration"}`))
		}))
		f, err := New(platform.Repository{URL: "https://git.example.com/a/b", Forge: &platform.Forge{Kind: "github", API: server.URL}}, token, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.EnsureDeployKey(t.Context(), "title", public)
		wantError(t, err, tt.want)
		server.Close()
	}
}

func TestAddressOfTheAPI(t *testing.T) {
	for _, tt := range []struct{ url, kind, api, want string }{
		{"https://github.com/acme/platform.git", "github", "", "https://api.github.com"},
		{"ssh://git@github.com/acme/platform.git", "github", "", "https://api.github.com"},
		{"ssh://git@ssh.github.com:443/acme/platform.git", "github", "", "https://api.github.com"},
		{"https://git.example.com/acme/platform.git", "github", "", "https://git.example.com/api/v3"},
		{"ssh://git@git.example.com:2222/acme/platform.git", "gitea", "", "https://git.example.com/api/v1"},
		{"https://git.example.com:8443/acme/platform.git", "gitea", "", "https://git.example.com:8443/api/v1"},
		{"http://127.0.0.1:3000/acme/platform.git", "gitea", "", "http://127.0.0.1:3000/api/v1"},
		{"https://gitlab.com/acme/infra/platform.git", "gitlab", "", "https://gitlab.com/api/v4"},
		{"https://example.com/git/acme/platform.git", "gitlab", "https://example.com/git/api/v4/", "https://example.com/git/api/v4"},
	} {
		if got := Address(platform.Repository{URL: tt.url, Forge: &platform.Forge{Kind: tt.kind, API: tt.api}}); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.url, got, tt.want)
		}
	}
	_, err := New(platform.Repository{URL: "https://git.example.com/a/b", Forge: &platform.Forge{Kind: "gitea", API: "http://git.example.com/api/v1"}}, token, nil)
	wantError(t, err, "a token does not go over plain http")
	_, err = New(platform.Repository{URL: "https://git.example.com/platform.git", Forge: &platform.Forge{Kind: "gitea"}}, token, nil)
	wantError(t, err, "names no owner")
}

// TestATokenStaysWithItsForge: a redirect to another host does not take it along.
func TestATokenStaysWithItsForge(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody else was asked") }))
	defer elsewhere.Close()
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer here.Close()
	f, err := New(platform.Repository{URL: "https://git.example.com/a/b", Forge: &platform.Forge{Kind: "gitea", API: here.URL}}, token, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.EnsureRepository(t.Context())
	wantError(t, err, "307 Temporary Redirect")
}

func TestKeys(t *testing.T) {
	private, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	public, err := PublicKey(private)
	if err != nil || !strings.HasPrefix(public, "ssh-ed25519 ") || len(strings.Fields(public)) != 2 {
		t.Errorf("%q, %v", public, err)
	}
	_, err = PublicKey("nonsense")
	wantError(t, err, "read ssh key")
}
