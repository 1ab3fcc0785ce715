package bootstrap

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// merging is a platform that is pushed to main, a change of it on a branch, and a person who does something about that when
// bootstrap first says that it waits. Git is real; the forge says what fate is.
type merging struct {
	*session
	root   string
	fate   atomic.Value // a pull request as Gitea's API tells of it
	refuse atomic.Int32 // the status that Git's server answers with instead
	person func(*merging)
	seen   []string
}

func (m *merging) Waiting(condition string) {
	if m.seen = append(m.seen, condition); len(m.seen) == 1 && m.person != nil {
		m.person(m)
	}
}

func (m *merging) End(string, error) {}

func newMerging(t *testing.T) *merging {
	t.Helper()
	m := &merging{root: t.TempDir()}
	if _, err := gitserver.Init(t.Context(), m.root, "acme", "main"); err != nil {
		t.Fatal(err)
	}
	repository := gitserver.New(m.root)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch status := int(m.refuse.Load()); {
		case strings.HasPrefix(r.URL.Path, "/api/v1/"):
			fmt.Fprint(w, m.fate.Load())
		case status != 0:
			w.WriteHeader(status)
		default:
			http.StripPrefix("/ann", repository).ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	t.Setenv("HOME", t.TempDir())
	dir := t.TempDir()
	m.session = &session{host: &platform.Cluster{Name: "hub"}, Options: Options{
		Dir: dir, Tree: &tree.Tree{}, UI: &noted{}, Timeout: 5 * time.Second, WaitMerge: 5 * time.Second, Agent: &platform.Agent{Name: "flux"},
		Credentials: &credential.Reader{Getenv: func(string) string { return "token" }},
		Platform: &platform.Platform{Name: "acme",
			Repository:  platform.Repository{URL: server.URL + "/ann/acme.git", Branch: "main", Forge: &platform.Forge{Kind: "gitea", API: server.URL + "/api/v1"}},
			Credentials: []platform.Credential{{Name: "api", Kind: "git", URL: server.URL + "/api/v1", From: platform.CredentialFrom{Env: &platform.CredentialEnv{Password: "TOKEN"}}}},
		},
	}}
	m.write(t, "kind: Platform")
	if _, err := push(t.Context(), m.session, m); err != nil {
		t.Fatal(err)
	}
	m.fate.Store(`{"state": "open"}`)
	return m
}

func (m *merging) write(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.Dir, "platform.yaml"), []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// land is what a person does elsewhere: main comes to have a text, in a commit that nobody has here.
func (m *merging) land(t *testing.T, text string) {
	t.Helper()
	script := `set -e; git clone -q "$1" "$2"; cd "$2"; echo "$3" > platform.yaml; git add .; git -c user.name=Ann -c user.email=ann@example.com commit -qm squashed; git push -q origin HEAD:main`
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script, "sh", filepath.Join(m.root, "acme.git"), filepath.Join(t.TempDir(), "clone"), text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("land: %v\n%s", err, out)
	}
}

func TestAwaitMerge(t *testing.T) {
	pull := forge.Pull{Page: "https://git.example.com/pulls/7", Number: "7"}
	for name, tt := range map[string]struct {
		merge  merge
		person func(*testing.T, *merging)
		shown  string // first
		wrong  string
		late   bool
	}{
		"a pull request": {merge{from: "change", pull: pull}, func(t *testing.T, m *merging) { m.land(t, "kind: Changed") },
			"https://git.example.com/pulls/7 to be merged into main: main is at ", "", false},
		"a branch, by hand": {merge{from: "change"}, func(t *testing.T, m *merging) { m.land(t, "kind: Changed") }, "change to be merged into main: main is at ", "", false},
		"whoever it was":    {merge{}, func(t *testing.T, m *merging) { m.land(t, "kind: Changed") }, "main to have what this folder has: main is at ", "", false},
		"something else first": {merge{from: "change"}, func(t *testing.T, m *merging) {
			m.land(t, "kind: Other")
			m.person = func(m *merging) { m.land(t, "kind: Changed") }
			m.seen = nil
		}, "change to be merged into main: main is at ", "", false},
		"nobody":         {merge{from: "change"}, nil, "change to be merged into main", "waiting for change to be merged into main: main is at ", true},
		"it was refused": {merge{from: "change", pull: pull}, func(_ *testing.T, m *merging) { m.fate.Store(`{"state": "closed"}`) }, "", "pulls/7 was closed without being merged", false},
		"with more to it": {merge{from: "change", pull: pull}, func(t *testing.T, m *merging) {
			m.land(t, "kind: Other")
			m.fate.Store(`{"state": "closed", "merged": true}`)
		}, "", "pulls/7 is merged, and branch main has other files than this folder: platform.yaml", false},
		"the server is away": {merge{from: "change"}, func(t *testing.T, m *merging) {
			m.refuse.Store(http.StatusBadGateway)
			m.person = func(m *merging) { m.refuse.Store(0); m.land(t, "kind: Changed") }
			m.seen = nil
		}, "", "", false},
		"the credential ended": {merge{from: "change"}, func(_ *testing.T, m *merging) { m.refuse.Store(http.StatusUnauthorized) }, "", "authentication required", false},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMerging(t)
			m.write(t, "kind: Changed")
			if tt.person != nil {
				m.person = func(m *merging) { tt.person(t, m) }
			} else {
				m.WaitMerge = 3 * time.Second // in which a busy machine has looked once
			}
			tt.merge.into, tt.merge.every = "main", 20*time.Millisecond
			what, err := m.awaitMerge(t.Context(), &tt.merge, m)
			if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) || IsTimeout(err) != tt.late {
				t.Fatalf("got %q, %v", what, err)
			}
			if err == nil && (!strings.HasPrefix(what, "main has it, at ") || m.pushed != tt.merge.at || m.pushed == "") {
				t.Errorf("got %q, at %q", what, m.pushed)
			}
			if len(m.seen) == 0 || !strings.HasPrefix(m.seen[0], tt.shown) {
				t.Errorf("it showed %q", m.seen)
			}
		})
	}
}
