package bootstrap

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// dockerOfTwo is a program that has two containers of a cluster, one of which runs.
func dockerOfTwo(t *testing.T, runs string) {
	t.Helper()
	bin := t.TempDir()
	script := `#!/bin/sh
case "$*" in
"ps --quiet") ;;
ps*) echo acme-one-worker; echo acme-one-control-plane;;
inspect*State.Running*control-plane) echo ` + runs + `;;
inspect*State.Running*) echo false;;
esac
`
	if err := os.WriteFile(filepath.Join(bin, "docker"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
}

// remembered is the folder of labs that has one with that cluster.
func remembered(t *testing.T) string {
	t.Helper()
	labs := t.TempDir()
	dir := filepath.Join(labs, "acme", clustersFolder, "one")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "kind.yaml"), []byte("name: acme-one\nengine: docker\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return labs
}

func TestALabRunsWhenAContainerOfItDoes(t *testing.T) {
	labs := remembered(t)
	for runs, want := range map[string]bool{"true": true, "false": false} {
		dockerOfTwo(t, runs)
		got, err := Labs(t.Context(), labs)
		if err != nil || len(got) != 1 || got[0].Running != want || got[0].Nodes != 2 {
			t.Errorf("%s: got %+v, %v", runs, got, err)
		}
	}
}

// TestWhyAClusterDoesNotAnswer: that its containers have ended is said with the
// command that starts them, and nothing is where they run.
func TestWhyAClusterDoesNotAnswer(t *testing.T) {
	opts := Options{StateDir: filepath.Join(remembered(t), "acme"), Platform: &platform.Platform{Name: "acme"}, Getenv: func(string) string { return "" }}
	provider, err := newKind(opts)
	if err != nil {
		t.Fatal(err)
	}
	s := &session{Options: opts, provider: provider, host: kindCluster(func(*platform.Cluster) {})}
	refused := errors.New("connection refused")
	dockerOfTwo(t, "false")
	want := "connection refused\ncause: the containers of cluster one do not run (acme-one-control-plane, acme-one-worker); start them with: slipway lab up"
	if err := s.orAsleep(t.Context(), refused); !errors.Is(err, refused) || err.Error() != want {
		t.Errorf("got %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := s.orAsleep(t.Context(), refused); !strings.Contains(err.Error(), "no container engine answers") {
		t.Errorf("got %v", err)
	}
	if err := s.orAsleep(t.Context(), nil); err != nil {
		t.Errorf("got %v", err)
	}
}

// TestStatusOfALabThatSleeps: the repository of a lab ends with its containers or
// before them, so it is they that are named.
func TestStatusOfALabThatSleeps(t *testing.T) {
	labs := remembered(t)
	dockerOfTwo(t, "false")
	host := kindCluster(func(c *platform.Cluster) { c.RunsAgent = true })
	_, err := look(t.Context(), Options{
		StateDir: filepath.Join(labs, "acme"), Getenv: func(string) string { return "" },
		Platform: &platform.Platform{Name: "acme", Repository: platform.Repository{URL: "http://127.0.0.1:1/acme.git", Branch: "main"}, Clusters: []*platform.Cluster{host}},
	}, 0)
	if err == nil || !strings.Contains(err.Error(), "read the repository: ") || !strings.HasSuffix(err.Error(), "\ncause: the containers of cluster one do not run (acme-one-control-plane, acme-one-worker); start them with: slipway lab up") {
		t.Errorf("got %v", err)
	}
}
