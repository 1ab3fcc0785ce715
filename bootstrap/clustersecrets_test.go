package bootstrap

import (
	"fmt"
	"testing"

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
	secrets, err := s.clusterSecrets(t.Context(), quietStep{})
	if err != nil || len(secrets) > 0 || fleet.requests > 0 {
		t.Errorf("%d secrets, %d requests, %v", len(secrets), fleet.requests, err)
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
