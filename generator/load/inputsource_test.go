package load

import (
	"testing"
	"testing/fstest"
)

const inputTestPlaces = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components:
    traefik:
      config:
        replicas: 3
        list: [a, {b: c}]
        "a.b": |
          text
  clusters:
    - name: one
      role: hub
      labels: &l
        region: eu
    - {name: two, provider: kind, labels: *l}
`

func TestInputAt(t *testing.T) {
	u, ps := inputTestRead(fstest.MapFS{
		"platform.yaml":   {Data: []byte(inputTestPlaces)},
		"clusters/x.yaml": {Data: []byte("# a comment\nname: x\nprovider: kind\nlabels:\n  region: us\n")},
		"clusters/y.cue":  {Data: []byte("name: \"y\"\nprovider: \"kind\"\nlabels: {\n\tregion: \"us\"\n}\ncomponents: traefik: config: {\n\treplicas: 2\n}\n")},
	})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	config := []any{"spec", "components", "traefik", "config"}
	for _, c := range []struct {
		path []any
		want string
	}{
		{nil, "platform.yaml:1:1"},
		{[]any{"spec"}, "platform.yaml:4:1"},
		{[]any{"spec", "nothing", "here"}, "platform.yaml:4:1"},
		{[]any{"spec", "agent"}, "platform.yaml:5:10"},
		{[]any{"spec", inputKey("agent")}, "platform.yaml:5:3"},
		{[]any{"spec", "agent", "below"}, "platform.yaml:5:10"},
		{[]any{"spec", "repository"}, "platform.yaml:7:15"},
		{append(config, "replicas"), "platform.yaml:11:19"},
		{append(config, "absent"), "platform.yaml:10:7"},
		{append(config, "list", 1, "b"), "platform.yaml:12:23"},
		{append(config, "list", 7), "platform.yaml:12:15"},
		{append(config, "list", "not-a-map"), "platform.yaml:12:15"},
		{append(config, "a.b"), "platform.yaml:13:16"},
		{[]any{"spec", "clusters", 1, "labels", "region"}, "platform.yaml:19:17"},
	} {
		if got := u.at(c.path...).String(); got != c.want {
			t.Errorf("at %v: got %s, want %s", c.path, got, c.want)
		}
	}
	for _, c := range []struct {
		cluster int
		path    []any
		at      string
		name    string
	}{
		{0, nil, "platform.yaml:16:7", "spec.clusters[0]"},
		{1, []any{"provider"}, "platform.yaml:20:29", "spec.clusters[1].provider"},
		{2, nil, "clusters/x.yaml:2:1", ""},
		{2, []any{"labels", "region"}, "clusters/x.yaml:5:11", "labels.region"},
		{2, []any{"labels", "a/b"}, "clusters/x.yaml:4:1", `labels["a/b"]`},
		{3, []any{"labels", "region"}, "clusters/y.cue:4:10", "labels.region"},
		{3, []any{"labels"}, "clusters/y.cue:3:1", "labels"},
		{3, []any{"components", "traefik", "config", "replicas"}, "clusters/y.cue:7:12", "components.traefik.config.replicas"},
		{3, []any{"components", "traefik", "config", "absent"}, "clusters/y.cue:6:22", "components.traefik.config.absent"},
		{3, []any{"server"}, "clusters/y.cue:1:1", "server"},
	} {
		if got := u.clusterAt(c.cluster, c.path...).String(); got != c.at {
			t.Errorf("cluster %d at %v: got %s, want %s", c.cluster, c.path, got, c.at)
		}
		if got := u.clusterPath(c.cluster, c.path...); got != c.name {
			t.Errorf("cluster %d path %v: got %s, want %s", c.cluster, c.path, got, c.name)
		}
	}
}

// TestInputCUE reads a platform in CUE that computes.
func TestInputCUE(t *testing.T) {
	u, ps := inputTestRead(fstest.MapFS{"platform.cue": {Data: []byte(`package acme

import "strings"

_name: "ACME"
#Spoke: {name: string, provider: "kind", labels: ring: "stable"}

apiVersion: "slipway.dev/v1alpha1"
kind:       "Platform"
metadata: name: strings.ToLower(_name)
spec: {
	agent:  "flux"
	domain: "platform.example.com"
	repository: url: "https://git.example.com/\(metadata.name)/platform.git"
	clusters: [
		{name: "hub", role: "hub"},
		for n in ["a", "b"] {#Spoke & {name: n}},
	]
}
`)}})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	if u.Metadata.Name != "acme" || len(u.Spec.Clusters) != 3 || u.Spec.Clusters[2].Labels["ring"] != "stable" || u.Spec.Topology != "hub" {
		t.Errorf("got %+v", u.Input)
	}
	if got, want := u.at("spec", "agent").String(), "platform.cue:12:10"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
