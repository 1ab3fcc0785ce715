package bootstrap

import (
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/generator/platform"
)

func kindCluster(change func(c *platform.Cluster)) *platform.Cluster {
	c := &platform.Cluster{Name: "one", Provider: "kind", Kind: &platform.Kind{Nodes: platform.KindNodes{ControlPlanes: 1}}}
	change(c)
	return c
}

// TestWhatBringsAKindClusterAbout: nothing that exists is changed or deleted
// but the rest of a cluster that this lab began to make.
func TestWhatBringsAKindClusterAbout(t *testing.T) {
	made := &kind.Record{Name: "acme-one", From: *kindCluster(func(*platform.Cluster) {}).Kind}
	other := &kind.Record{Name: "acme-one", From: platform.Kind{Nodes: platform.KindNodes{ControlPlanes: 1, Workers: 2}}}
	for _, tt := range []struct {
		name  string
		state kindState
		want  kindTodo
		wrong string
	}{
		{"nothing is there", kindState{}, kindTodo{create: true}, ""},
		{"it was deleted by hand", kindState{record: made, complete: true}, kindTodo{create: true}, ""},
		{"its making was broken off", kindState{exists: true, record: made}, kindTodo{delete: true, create: true}, ""},
		{"it is there", kindState{exists: true, record: made, complete: true}, kindTodo{}, ""},
		{"it is somebody else's", kindState{exists: true}, kindTodo{}, "which this platform's lab did not make"},
		{"it was made otherwise", kindState{exists: true, record: other, complete: true}, kindTodo{},
			"cluster one was made otherwise than platform.yaml says:\n  kind.nodes.workers is 0 and was 2\nkind cannot change a cluster"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.state.todo("acme-one", kindCluster(func(*platform.Cluster) {}))
			if got != tt.want || (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestTheLiveNodeSaysWhatItIsOf(t *testing.T) {
	node := map[string]any{
		"metadata": map[string]any{"labels": map[string]any{kind.MadeFrom: "abc"}},
		"status":   map[string]any{"nodeInfo": map[string]any{"kubeletVersion": "v1.36.3"}},
	}
	for _, tt := range []struct{ digest, kubernetes, wrong string }{
		{"abc", "", ""},
		{"abc", "1.36", ""},
		{"abc", "1.37", "cluster one runs Kubernetes 1.36, not 1.37"},
		{"def", "", "is not the one that this platform's lab made"},
	} {
		err := checkNode(node, tt.digest, kindCluster(func(c *platform.Cluster) { c.Kubernetes = tt.kubernetes }))
		if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
			t.Errorf("%+v: got %v", tt, err)
		}
	}
}

// TestWhatNodesAreGiven is asked for by the names that pods use: of what the
// settings on the cluster run, once for all units of a component.
func TestWhatNodesAreGiven(t *testing.T) {
	units := func(images []string, m *platform.Manifests) []platform.Placement {
		v := &platform.Variant{Component: &platform.Component{Images: []string{"docker.io/default:v1"}}, Images: images}
		v.Units = []*platform.Unit{{Variant: v, Manifests: m}, {Variant: v}}
		return []platform.Placement{{Unit: v.Units[0]}, {Unit: v.Units[1]}}
	}
	c := kindCluster(func(c *platform.Cluster) {
		c.Kind.Preload = platform.KindPreload{Images: []string{"mine:1"}, Archives: []string{"/images.tar"}}
		c.Placements = append(
			units([]string{"docker.io/traefik:v3"}, nil),
			units([]string{"ghcr.io/fluxcd/a:v1", "ghcr.io/fluxcd/ab:v1"}, &platform.Manifests{Images: []platform.ImageRename{{Name: "ghcr.io/fluxcd/a", NewName: "mirror/a"}}})...,
		)
	})
	if got := preload(c); strings.Join(got.Images, " ") != "mine:1" || strings.Join(got.Archives, " ") != "/images.tar" {
		t.Errorf("got %+v", got)
	}
	c.Kind.Preload.Components = true
	if got := preload(c); strings.Join(got.Images, " ") != "mine:1 docker.io/traefik:v3 mirror/a:v1 ghcr.io/fluxcd/ab:v1" {
		t.Errorf("got %+v", got)
	}
}

func TestAKubeconfigBecomesARegistration(t *testing.T) {
	const good = `{clusters: [{name: kind-one, cluster: {server: "https://acme-one-control-plane:6443", certificate-authority-data: Y2E=}}], users: [{user: {token: secret}}]}`
	got, err := registrationIn("one", []byte(good))
	if err != nil || *got != (registration{server: "https://acme-one-control-plane:6443", ca: "Y2E=", token: "secret"}) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "{", "{clusters: []}", strings.Replace(good, "Y2E=", "-", 1), strings.Replace(good, "users: [", "users: [{}, ", 1)} {
		if _, err := registrationIn("one", []byte(bad)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", bad, err)
		}
	}
}
