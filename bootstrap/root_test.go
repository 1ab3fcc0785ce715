package bootstrap

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestTheRootIsHeld: an agent that applies an older commit takes the root back to what that says, and the root is put
// back, as often as that happens. The server is a stand-in: what a real agent does at which moment cannot be chosen.
func TestTheRootIsHeld(t *testing.T) {
	server := &rootServer{fleet: newFleet(t, 1), path: "old"}
	s := &session{kube: clientOf(t, server), host: &platform.Cluster{Name: "hub"}, commit: "c", Options: Options{Agent: &platform.Agent{RootManager: "agent"}},
		root: []map[string]any{{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
			"metadata": map[string]any{"namespace": "flux-system", "name": "root"}, "spec": map[string]any{"path": "new"}}}}
	s.former = map[kube.Ref]any{kube.RefOf(s.root[0]): map[string]any{"path": "old"}}
	hold := s.holdRoot(&watcher{kube: s.kube, engine: engine{agent: s.Agent}})
	for _, step := range []struct {
		was    string
		puts   int
		become string
	}{{"old", 1, "new"}, {"new", 1, "new"}, {"old", 2, "new"}, {"newer", 2, "newer"}} {
		server.path = step.was
		if err := hold(t.Context()); err != nil || server.puts != step.puts || server.path != step.become {
			t.Errorf("of %s became %s, put %d times in all (%v)", step.was, server.path, server.puts, err)
		}
	}
}

// rootServer is an API server with one object.
type rootServer struct {
	*fleet
	path string
	puts int
}

func (r *rootServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path != "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/root" {
		r.fleet.ServeHTTP(w, req)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if req.Method == http.MethodPatch {
		r.puts++
		r.path = "new"
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
		"metadata": map[string]any{"namespace": "flux-system", "name": "root"}, "spec": map[string]any{"path": r.path}})
}
