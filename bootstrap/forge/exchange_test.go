package forge

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// An exchange is a request as the forge's API documents it, and an answer of the documented form. It cannot show that a
// forge keeps to its documentation, what its permissions are, or what it thinks of a name.
type exchange struct {
	method, uri string // as it goes over the wire: what is escaped counts
	body        string // JSON; empty for none
	status      int
	answer      string
}

const token = "s3cret-token"

// serve answers exactly these requests, in this order, with the headers that the forge wants.
func serve(t *testing.T, headers map[string]string, exchanges []exchange) string {
	t.Helper()
	next := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if next == len(exchanges) {
			t.Errorf("one request too many: %s %s", r.Method, r.RequestURI)
			return
		}
		want := exchanges[next]
		next++
		if r.Method != want.method || r.RequestURI != want.uri {
			t.Errorf("got %s %s, want %s %s", r.Method, r.RequestURI, want.method, want.uri)
		}
		for name, value := range headers {
			if r.Header.Get(name) != value {
				t.Errorf("%s %s: header %s is %q, want %q", r.Method, r.RequestURI, name, r.Header.Get(name), value)
			}
		}
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if !sameJSON(string(sent), want.body) || (want.body != "" && r.Header.Get("Content-Type") != "application/json") {
			t.Errorf("%s %s: sent %s, want %s", r.Method, r.RequestURI, sent, want.body)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(want.status)
		fmt.Fprint(w, want.answer)
	}))
	t.Cleanup(func() {
		server.Close()
		if next != len(exchanges) {
			t.Errorf("%d of %d requests were made", next, len(exchanges))
		}
	})
	return server.URL
}

func sameJSON(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

// forges are what differs between the kinds, for the tests.
func forges() map[string]struct{ repository, prefix, page string } {
	return map[string]struct{ repository, prefix, page string }{
		"github": {"/acme/platform.git", "", "https://github.com/acme/platform/pull/7"},
		"gitea":  {"/acme/platform.git", "/api/v1", "https://git.example.com/acme/platform/pulls/7"},
		"gitlab": {"/acme/infra/platform.git", "/api/v4", "https://gitlab.com/acme/infra/platform/-/merge_requests/7"},
	}
}

func wanted(kind string) map[string]string {
	return map[string]map[string]string{
		"github": {"Authorization": "Bearer " + token, "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
		"gitea":  {"Authorization": "token " + token, "Accept": "application/json"},
		"gitlab": {"Authorization": "Bearer " + token, "Accept": "application/json"},
	}[kind]
}

// open is a forge of a kind that makes exactly these exchanges.
func open(t *testing.T, kind string, exchanges []exchange) *Forge {
	t.Helper()
	api := serve(t, wanted(kind), exchanges) + forges()[kind].prefix
	f, err := New(platform.Repository{URL: "https://git.example.com" + forges()[kind].repository, Forge: &platform.Forge{Kind: kind, API: api}}, token, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("there is no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
	if strings.Contains(err.Error(), token) {
		t.Errorf("the token leaks: %v", err)
	}
}
