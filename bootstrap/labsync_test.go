package bootstrap

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// An address by http may as well be a Git server's somewhere else.
func TestARepositoryElsewhereIsNotTheLabs(t *testing.T) {
	opts := Options{StateDir: t.TempDir(), Platform: &platform.Platform{}}
	served := filepath.Join(opts.StateDir, "git", "acme.git")
	if err := os.MkdirAll(served, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(served, "HEAD"), []byte("ref: refs/heads/main\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"http://127.0.0.1:3000/acme.git":         served,
		"http://git.example.com:3000/shared.git": "",
		"https://git.example.com/acme.git":       "",
	} {
		opts.Platform.Repository.URL = url
		got, err := LabRepository(opts)
		if got != want || (err == nil) != (want != "") || err != nil && !strings.Contains(err.Error(), "is not the lab's own") {
			t.Errorf("%s: got %q, %v", url, got, err)
		}
	}
}

// TestWhatIsToldOfACommitIsNotAskedBesides: it would do everything twice, and what depends on it wait.
// What is at another commit, as of a source that did not move, hears of nothing.
func TestWhatIsToldOfACommitIsNotAskedBesides(t *testing.T) {
	one, two := strings.Repeat("1", 40), strings.Repeat("2", 40)
	for hears, want := range map[string][]string{"": {"follows", "stays"}, one: {"stays"}} {
		agent := *allAgents(t)["argocd"]
		agent.Resyncs = []platform.Reread{agent.Resyncs[0]}
		agent.Resyncs[0].Kind, agent.Resyncs[0].Told = "AppProject", "status.sync.revision"
		server := projects{there: map[string]map[string]any{}, changed: map[string]string{}, status: map[string]any{}}
		for name, commit := range map[string]string{"follows": one, "stays": two} {
			server.there[name] = map[string]any{"name": name, "namespace": "argocd"}
			server.listed = append(server.listed, name)
			server.status[name] = map[string]any{"sync": map[string]any{"revision": commit}}
		}
		s := &session{kube: clientOf(t, server), Options: Options{Agent: &agent}}
		err := s.resync(t.Context(), "now", hears)
		if asked := slices.Sorted(maps.Keys(server.changed)); err != nil || !slices.Equal(asked, want) {
			t.Errorf("where %q hears, asked were %v, %v", hears, asked, err)
		}
	}
}
