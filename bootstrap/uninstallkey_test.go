package bootstrap

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/generator/platform"
)

// keyKeeper plays an API server that has one Secret and the note of an uninstall, and Gitea's API with deploy keys. It cannot
// show what either allows to whom.
type keyKeeper struct {
	private, noted string // on the cluster
	keys           []map[string]any
	refuses        bool
}

func (p *keyKeeper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	object := func(kind, data string) {
		if data == "" {
			w.WriteHeader(http.StatusNotFound)
			data = "null"
		}
		fmt.Fprintf(w, `{"apiVersion":"v1","kind":%q,"metadata":{"name":"x"},"data":%s}`, kind, data)
	}
	say := func(key, value string) string { return fmt.Sprintf("{%q:%q}", key, value) }
	switch r.Method + " " + r.URL.Path {
	case "GET /api":
		fmt.Fprint(w, `{"kind":"APIVersions","versions":["v1"]}`)
	case "GET /apis":
		fmt.Fprint(w, `{"kind":"APIGroupList","apiVersion":"v1","groups":[]}`)
	case "GET /api/v1":
		fmt.Fprint(w, `{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"secrets","kind":"Secret","namespaced":true,"verbs":["get"]},
			{"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get"]}]}`)
	case "GET /api/v1/namespaces/flux-system/secrets/platform-repository":
		data := ""
		if p.private != "" {
			data = say("identity", base64.StdEncoding.EncodeToString([]byte(p.private)))
		}
		object("Secret", data)
	case "GET /api/v1/namespaces/kube-system/configmaps/slipway-uninstall":
		data := ""
		if p.noted != "" {
			data = say("deployKey", p.noted)
		}
		object("ConfigMap", data)
	case "GET /forge/repos/acme/platform/keys":
		_ = json.NewEncoder(w).Encode(append([]map[string]any{}, p.keys...))
	case "DELETE /forge/repos/acme/platform/keys/1", "DELETE /forge/repos/acme/platform/keys/2":
		if p.refuses {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"message": "token does not have at least one of required scope(s)"}`)
			return
		}
		var rest []map[string]any
		for _, key := range p.keys {
			if !strings.HasSuffix(r.URL.Path, fmt.Sprint("/", key["id"])) {
				rest = append(rest, key)
			}
		}
		p.keys = rest
		w.WriteHeader(http.StatusNoContent)
	default:
		http.NotFound(w, r)
	}
}

// TestADeployKeyGoes with the platform: the one that the cluster tells is its agent's, and no other.
func TestADeployKeyGoes(t *testing.T) {
	private, err := forge.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	public, err := forge.PublicKey(private)
	if err != nil {
		t.Fatal(err)
	}
	key := func(id int, title, key string) map[string]any {
		return map[string]any{"id": id, "title": title, "key": key, "read_only": true}
	}
	ours, anothers, elsewhere := key(1, "slipway acme/hub", public), key(2, "slipway acme/hub", "ssh-ed25519 AAAAOther"), key(3, "slipway acme/eu", public)
	const stays = `deploy key "slipway acme/hub" at `
	for name, tt := range map[string]struct {
		on         keyKeeper
		gone       string
		left, rest int
		why        string
		poor       bool // the token is not at hand
	}{
		"by its Secret":            {on: keyKeeper{private: private, keys: []map[string]any{ours, elsewhere}}, gone: "slipway acme/hub", rest: 1},
		"by the note of a run":     {on: keyKeeper{noted: public, keys: []map[string]any{ours}}, gone: "slipway acme/hub"},
		"there is none":            {on: keyKeeper{private: private}},
		"another's stays":          {on: keyKeeper{private: private, keys: []map[string]any{anothers, ours}}, gone: "slipway acme/hub", left: 1, rest: 1, why: "it is another key than the agent's"},
		"nobody knows":             {on: keyKeeper{keys: []map[string]any{ours}}, left: 1, rest: 1, why: "nothing on the cluster tells any more"},
		"the forge refuses":        {on: keyKeeper{private: private, keys: []map[string]any{ours}, refuses: true}, left: 1, rest: 1, why: "required scope(s); remove it by hand, among the deploy keys"},
		"the token is not at hand": {on: keyKeeper{private: private, keys: []map[string]any{ours}}, left: 1, rest: 1, why: "TOKEN is not set; remove it by hand", poor: true},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(&tt.on)
			defer server.Close()
			agent := fluxLike()
			agent.Namespace = "flux-system"
			agent.GitSecret = platform.SecretTemplate{Name: "platform-repository", Data: map[string]string{"identity": "$sshPrivateKey"}}
			s := &session{host: &platform.Cluster{Name: "hub"}, kube: clientOf(t, &tt.on), Options: Options{Agent: agent, UI: &noted{},
				Credentials: &credential.Reader{Getenv: func(string) string { return map[bool]string{true: "token"}[!tt.poor] }},
				Platform: &platform.Platform{Name: "acme",
					Repository:  platform.Repository{URL: "ssh://git@git.example.com/acme/platform.git", Forge: &platform.Forge{Kind: "gitea", API: server.URL + "/forge", DeployKeys: true}},
					Credentials: []platform.Credential{{Name: "api", Kind: "git", URL: server.URL + "/forge", From: platform.CredentialFrom{Env: &platform.CredentialEnv{Password: "TOKEN"}}}},
				}}}
			h := &leaving{moving: &moving{session: s}}
			if err := h.findKey(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.removeKey(t.Context())
			gone := ClusterLeft{}
			h.addKey(&gone)
			if gone.DeployKey != tt.gone || len(gone.Left) != tt.left || len(tt.on.keys) != tt.rest {
				t.Errorf("gone %q, left %+v, at the forge %v", gone.DeployKey, gone.Left, tt.on.keys)
			}
			for _, l := range gone.Left {
				if !strings.HasPrefix(l.Object, stays+server.URL) || !strings.Contains(l.Why, tt.why) {
					t.Errorf("left %+v, want %q", l, tt.why)
				}
			}
		})
	}
}
