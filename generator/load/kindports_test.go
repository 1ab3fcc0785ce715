package load

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestPortsThatNothingLeadsTo: a way in for HTTP and none for HTTPS is said.
func TestPortsThatNothingLeadsTo(t *testing.T) {
	traefik := &platform.Unit{Variant: &platform.Variant{Component: &platform.Component{Name: "traefik"}, Config: map[string]any{
		"ports": map[string]any{"http": map[string]any{"nodePort": 30080}, "https": map[string]any{"nodePort": int64(30443)}},
		"extra": []any{map[string]any{"nodePort": 30999.0}, map[string]any{"nodePort": "none"}},
	}}}
	cluster := func(ports ...int) *platform.Cluster {
		c := &platform.Cluster{Name: "hub", Kind: &platform.Kind{}, Placements: []platform.Placement{{Unit: traefik}}}
		for _, p := range ports {
			c.Kind.Ports = append(c.Kind.Ports, platform.KindPort{Host: p - 20000, Node: p})
		}
		return c
	}
	for _, tt := range []struct {
		name    string
		cluster *platform.Cluster
		want    []string
	}{
		{"all", cluster(30080, 30443, 30999), nil},
		{"one is missing", cluster(30080, 30999), []string{
			"cluster hub: nothing on this machine leads to port 30443 of its node, which traefik.ports.https.nodePort is; add {host: …, node: 30443} under kind.ports"}},
		{"none asked for", cluster(), nil},
		{"another provider", &platform.Cluster{Name: "hub", Placements: []platform.Placement{{Unit: traefik}}}, nil},
	} {
		if diff := cmp.Diff(tt.want, portNotes(&platform.Platform{Clusters: []*platform.Cluster{tt.cluster}})); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, diff)
		}
	}
}
