package bootstrap

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestAFleetsCredentialsAreNotAskedFor: the platform says that somebody else
// keeps them, so what the hub has of them changes nothing.
func TestAFleetsCredentialsAreNotAskedFor(t *testing.T) {
	hub := &platform.Cluster{Name: "hub", RunsAgent: true}
	p := &platform.Platform{Topology: "hub", Clusters: []*platform.Cluster{hub}}
	for i := range 1000 {
		p.Clusters = append(p.Clusters, &platform.Cluster{Name: fmt.Sprintf("c%d", i), Provider: "existing", Credentials: &platform.ClusterCredentials{}})
	}
	fleet := newFleet(t, 0)
	s := &session{Options: Options{Platform: p, Agent: fluxLike()}, host: hub, kube: fleet.client}
	secrets, _, err := s.clusterSecrets(t.Context(), quietStep{})
	if err != nil || len(secrets) > 0 || fleet.requests > 0 {
		t.Errorf("%d secrets, %d requests, %v", len(secrets), fleet.requests, err)
	}
}

// TestAClustersSecretNamesItsShard where there are several, and has no such key
// where there is one alone.
func TestAClustersSecretNamesItsShard(t *testing.T) {
	agent := &platform.Agent{ClusterSecret: platform.SecretTemplate{Name: "cluster-$name", Data: map[string]string{"server": "$server", "shard": "$shard"}}}
	s := &session{Options: Options{Agent: agent}}
	two := 2
	for _, test := range []struct {
		shard *int
		want  map[string]any
	}{
		{nil, map[string]any{"server": "aHR0cHM6Ly9h"}},
		{new(int), map[string]any{"server": "aHR0cHM6Ly9h", "shard": "MA=="}},
		{&two, map[string]any{"server": "aHR0cHM6Ly9h", "shard": "Mg=="}},
	} {
		got := s.clusterSecret(&platform.Cluster{Name: "a", Shard: test.shard}, registration{server: "https://a"})["data"]
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"https://127.0.0.1:6443":        true,
		"https://localhost:6443":        true,
		"https://[::1]:6443":            true,
		"https://10.0.0.1:6443":         false,
		"https://eu-1.example.com":      false,
		"https://localhost.example.com": false,
		"":                              false,
		"://":                           false,
	} {
		if got := isLoopback(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
