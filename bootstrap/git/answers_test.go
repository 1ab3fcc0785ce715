package git

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatForgesSayOverHTTP: the same wrong token is another answer on each forge.
func TestWhatForgesSayOverHTTP(t *testing.T) {
	token := Auth{Username: "ann", Password: "topsecret"}
	tests := []struct {
		name       string
		status     int
		kind, body string
		auth       Auth
		is         error
		want       string
	}{
		{"GitHub, wrong token", 401, "text/plain", "Invalid username or token. Password authentication is not supported for Git operations.", token,
			ErrAuth, "(expired or revoked?): the server says: Invalid username or token."},
		{"no token", 401, "text/plain", "", Auth{}, ErrAuth, "declare a credential for it under spec.credentials"},
		{"GitHub, token may not write", 403, "text/plain", "Permission to acme/platform.git denied to ann.", token,
			ErrForbidden, "not allowed to these credentials: the server says: Permission to acme/platform.git denied to ann."},
		{"GitHub, organisation with single sign-on", 403, "text/plain", "The 'acme' organization has enabled or enforced SAML SSO.\nTo access this repository, you must re-authorize it.", token,
			ErrForbidden, "SAML SSO. To access this repository"},
		{"GitLab, wrong token", 401, "text/plain", "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect", token, ErrAuth, "Access denied"},
		{"a page", 403, "text/html", "<html><body>Forbidden</body></html>", token, ErrForbidden, "not allowed to these credentials"},
		{"GitHub, private or missing", 404, "text/plain", "Repository not found.", token, ErrNotFound, "these credentials may not see it"},
		{"Azure, wrong token", 203, "text/html", "<html>Sign in</html>", token, ErrNotGit, "a wrong token"},
		{"a web site", 200, "text/html", "<!DOCTYPE html><html>Welcome</html>", token, ErrNotGit, "is the url that of a repository?"},
		{"a web site that answers nothing", 200, "text/html", "", token, ErrNotGit, ""},
		{"out of order", 503, "text/html", "<html>maintenance</html>", token, nil, "the server answers 503 Service Unavailable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.kind)
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}))
			defer server.Close()
			err := CanWrite(t.Context(), server.URL+"/acme/platform.git", tt.auth)
			wantError(t, err, tt.is, tt.want)
			for _, never := range []string{"topsecret", "<html>", "YW5u"} {
				if strings.Contains(err.Error(), never) {
					t.Errorf("%q holds %q", err, never)
				}
			}
		})
	}
}

func TestARepositoryThatWasRenamed(t *testing.T) {
	root := bare(t)
	server, err := url.Parse(serveHTTP(t, root, "ann", "hunter2"))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: server.Scheme, Host: server.Host})
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, old := strings.CutPrefix(r.URL.Path, "/old.git/"); old {
			http.Redirect(w, r, "/repo.git/"+rest+"?"+r.URL.RawQuery, http.StatusMovedPermanently)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	o := newPlatform(t, front.URL+"/old.git")
	o.Auth = Auth{Username: "ann", Password: "hunter2"}
	if got := push(t, o); !got.Pushed || run(t, filepath.Join(root, "repo.git"), "rev-parse", "main") != got.Commit {
		t.Errorf("%+v", got)
	}
}

func TestALoginPageIsNoRepository(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/login" {
			http.Redirect(w, r, "/login", http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	err := CanRead(t.Context(), server.URL+"/acme/platform.git", Auth{Username: "ann", Password: "topsecret"})
	wantError(t, err, ErrNotGit)
}

// TestTheAnswerToAPushIsLost: the server took it, and the connection broke before it said so.
func TestTheAnswerToAPushIsLost(t *testing.T) {
	server, err := url.Parse(serveHTTP(t, bare(t), "", ""))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: server.Scheme, Host: server.Host})
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			proxy.ServeHTTP(w, r)
			return
		}
		proxy.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(front.Close)
	o := newPlatform(t, front.URL+"/repo.git")
	if got := push(t, o); !got.Pushed {
		t.Errorf("%+v", got)
	}
}
