package bootstrap

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestAClusterThatTheEngineStartedIsWaitedFor: its containers run when Slipway looks, and
// its API server refuses everybody at first.
func TestAClusterThatTheEngineStartedIsWaitedFor(t *testing.T) {
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "docker"), []byte("#!/bin/sh\ncase \"$*\" in\n\"ps --quiet\") ;;\nps*) echo acme-one-control-plane;;\ninspect*) echo true;;\nesac\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	cluster := &platform.Cluster{Name: "one", Kind: &platform.Kind{}}
	digest, err := kind.Digest(*cluster.Kind)
	if err != nil {
		t.Fatal(err)
	}
	node := fmt.Sprintf(`{"apiVersion":"v1","kind":"Node","metadata":{"name":"acme-one-control-plane","labels":{%q:%q}},"status":{"conditions":[{"type":"Ready","status":"True"}]}}`, kind.MadeFrom, digest)
	answers := map[string]string{
		"/api": `{"kind":"APIVersions","versions":["v1"]}`, "/apis": `{"kind":"APIGroupList","apiVersion":"v1","groups":[]}`,
		"/api/v1":       `{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"nodes","singularName":"node","namespaced":false,"kind":"Node","verbs":["get","list"]}]}`,
		"/api/v1/nodes": `{"kind":"NodeList","apiVersion":"v1","items":[` + node + `]}`, "/api/v1/nodes/acme-one-control-plane": node,
	}
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= 3 {
			http.Error(w, `{"kind":"Status","status":"Failure","reason":"Forbidden","code":403}`, http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, answers[r.URL.Path])
	}))
	t.Cleanup(server.Close)
	state := filepath.Join(remembered(t), "acme")
	kubeconfig := `{"apiVersion":"v1","kind":"Config","current-context":"kind-acme-one","contexts":[{"name":"kind-acme-one","context":{"cluster":"c","user":"u"}}],"users":[{"name":"u","user":{}}],"clusters":[{"name":"c","cluster":{"server":"` + server.URL + `"}}]}`
	if err := os.WriteFile(kind.KubeconfigFile(filepath.Join(state, clustersFolder, "one")), []byte(kubeconfig), 0o600); err != nil {
		t.Fatal(err)
	}
	k := &kindProvider{opts: Options{StateDir: state, Platform: &platform.Platform{Name: "acme"}, Getenv: func(string) string { return "" }}}
	engine, err := kind.Find(t.Context(), "docker")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	if err := k.wake(t.Context(), engine, cluster, func(s string) { said = append(said, s) }); err != nil {
		t.Errorf("%v, after %v", err, said)
	}
	if !strings.Contains(strings.Join(said, "\n"), "cluster one, whose containers were started") {
		t.Errorf("nobody is told what is waited for: %q", said)
	}
}
