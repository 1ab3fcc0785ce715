package bootstrap

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

func TestClustersThatThePlatformHasNotAreDropped(t *testing.T) {
	state := t.TempDir()
	for _, folder := range []string{"clusters/hub", "clusters/eu-1", "agents/hub", "agents/eu-1"} {
		if err := os.MkdirAll(filepath.Join(state, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	opts := Options{StateDir: state, Agent: &platform.Agent{}, Platform: &platform.Platform{Clusters: []*platform.Cluster{{Name: "hub"}}}}
	for _, want := range [][]string{{"eu-1"}, nil} {
		if dropped, err := DropStrays(t.Context(), opts, true); err != nil || !slices.Equal(dropped, want) {
			t.Fatalf("dropped are %v, %v", dropped, err)
		}
		for folder, want := range map[string]bool{"clusters/hub": true, "agents/hub": true, "clusters/eu-1": false, "agents/eu-1": false} {
			if _, err := os.Stat(filepath.Join(state, folder)); (err == nil) != want {
				t.Errorf("%s: %v", folder, err)
			}
		}
	}
	opts.StateDir = filepath.Join(state, "none")
	if _, err := DropStrays(t.Context(), opts, true); err != nil {
		t.Error(err)
	}
}
