package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/platform"
)

// bareLab is a lab of one cluster that serves no kinds; it returns the lab's options with each agent.
func bareLab(t *testing.T) func(agent string) Options {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: provider local runs on Linux and macOS")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/api":
			fmt.Fprint(w, `{"kind":"APIVersions","versions":["v1"]}`)
		case "/apis":
			fmt.Fprint(w, `{"kind":"APIGroupList","apiVersion":"v1","groups":[]}`)
		case "/api/v1":
			fmt.Fprint(w, `{"kind":"APIResourceList","groupVersion":"v1","resources":[]}`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	state := filepath.Join(t.TempDir(), "lab")
	if err := os.MkdirAll(filepath.Join(state, clustersFolder, "hub"), 0o700); err != nil {
		t.Fatal(err)
	}
	kubeconfig := fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Config","current-context":"hub","contexts":[{"name":"hub","context":{"cluster":"c","user":"u"}}],
		"users":[{"name":"u","user":{}}],"clusters":[{"name":"c","cluster":{"server":%q}}]}`, server.URL)
	if err := os.WriteFile(filepath.Join(state, clustersFolder, "hub", "kubeconfig"), kubeconfig, 0o600); err != nil {
		t.Fatal(err)
	}
	return func(agent string) Options {
		return Options{
			StateDir: state, Dir: t.TempDir(), Agent: &platform.Agent{Name: agent}, AgentFolder: os.DirFS("../templates/agents/" + agent),
			Platform: &platform.Platform{Name: "lab", Clusters: []*platform.Cluster{{Name: "hub", Provider: "local", RunsAgent: true}}},
			Timeout:  time.Second, Getenv: func(string) string { return "" },
		}
	}
}

// TestAWitnessKnowsTheAgentOfNow: after a move the marks and the objects of another agent tell what is whose.
func TestAWitnessKnowsTheAgentOfNow(t *testing.T) {
	lab := bareLab(t)
	ended := 0
	on := &witnesses{tell: func(witnessed) {}, on: map[string]watched{"hub": {agent: "flux", end: func() { ended++ }}}}
	for _, tt := range []struct {
		agent string
		ended int
	}{{"flux", 0}, {"argocd", 1}, {"argocd", 1}} {
		if err := on.watch(t.Context(), lab(tt.agent)); err != nil {
			t.Fatal(err)
		}
		if on.on["hub"].agent != tt.agent || ended != tt.ended {
			t.Errorf("with %s the witness is of %s, and %d have ended", tt.agent, on.on["hub"].agent, ended)
		}
	}
}

// TestAViewHasTheAgentOfNow, whether it says anything or not.
func TestAViewHasTheAgentOfNow(t *testing.T) {
	lab := bareLab(t)
	seen := errors.New("seen")
	agents := []string{"flux", "argocd"}
	load := func() (Options, error) {
		next := agents[0]
		agents = agents[len(agents)-1:]
		return lab(next), nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := WatchLab(ctx, load, func(v *LabView) error {
		if v.Agent.Name == "argocd" {
			return seen
		}
		return nil
	})
	if !errors.Is(err, seen) {
		t.Errorf("the view keeps the first agent: %v", err)
	}
}
