package kind

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/kind/pkg/apis/config/defaults"

	"github.com/slipway-platform/slipway/generator/platform"
)

var update = flag.Bool("update", false, "write the golden files")

func described(change func(c *platform.Cluster)) *platform.Cluster {
	c := &platform.Cluster{Name: "one", Kind: &platform.Kind{Nodes: platform.KindNodes{ControlPlanes: 1}, Network: "kindnet"}}
	change(c)
	return c
}

const image = "registry.example.com/node:v1.36.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// TestConfiguration is what kind is given for a cluster of platform.yaml.
func TestConfiguration(t *testing.T) {
	for name, c := range map[string]*platform.Cluster{
		"default": described(func(*platform.Cluster) {}),
		"image":   described(func(c *platform.Cluster) { c.Kind.Image, c.Kubernetes = image, "1.36" }),
		"nodes": described(func(c *platform.Cluster) {
			c.Kind.Nodes = platform.KindNodes{ControlPlanes: 3, Workers: 2}
			c.Kind.Network = "none"
		}),
		"ports and mounts": described(func(c *platform.Cluster) {
			c.Kind.Nodes.Workers = 1
			c.Kind.Ports = []platform.KindPort{{Host: 8080, Node: 30080, Address: "127.0.0.1", Protocol: "TCP"}, {Host: 53, Node: 30053, Address: "0.0.0.0", Protocol: "UDP"}}
			c.Kind.Mounts = []platform.KindMount{{Host: "/srv/data", Node: "/data", ReadOnly: true}, {Host: "/srv/more", Node: "/more"}}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Configuration("acme-one", c)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".yaml")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-want +got (go test -update writes it):\n%s", diff)
			}
		})
	}
}

// TestVersionAndImage: an image is never guessed.
func TestVersionAndImage(t *testing.T) {
	own := Minor(defaults.Image)
	for _, tt := range []struct{ name, kubernetes, image, want, wrong string }{
		{"nothing said", "", "", "", ""},
		{"the version that kind has", own, "", "", ""},
		{"another version", "1.20", "", "", "cluster one is to run Kubernetes 1.20, and kind's own node image runs " + own + ": set kind.image"},
		{"an image", "", image, image, ""},
		{"an image of that version", "1.36", image, image, ""},
		{"an image of another version", "1.35", image, "", "its node image " + image + " runs 1.36: set kind.image to a node image of 1.35"},
		{"an image whose tag says nothing", "1.35", "registry.example.com:5000/node:latest", "registry.example.com:5000/node:latest", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := nodeImage(described(func(c *platform.Cluster) { c.Kubernetes, c.Kind.Image = tt.kubernetes, tt.image }))
			if got != tt.want || (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestNames(t *testing.T) {
	long := strings.Repeat("a", 40)
	one, two := Name(long, "one"), Name(long, "two")
	if got := Name("acme", "hub"); got != "acme-hub" {
		t.Errorf("got %q", got)
	}
	if one == two || len(one) > longestName || strings.Contains(one, "--") {
		t.Errorf("got %q and %q", one, two)
	}
	if Name("a", strings.Repeat("b", 28)+"-c"+strings.Repeat("d", 20)) == "" {
		t.Error("no name")
	}
}

func TestDigestIsOfWhatIsSaid(t *testing.T) {
	digest := func(change func(k *platform.Kind)) string {
		k := platform.Kind{Nodes: platform.KindNodes{ControlPlanes: 1}, Network: "kindnet"}
		change(&k)
		out, err := Digest(k)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	plain := digest(func(*platform.Kind) {})
	if empty := digest(func(k *platform.Kind) { k.Ports, k.Mirrors = []platform.KindPort{}, map[string][]string{} }); empty != plain {
		t.Error("an empty list is not what a missing one is")
	}
	if given := digest(func(k *platform.Kind) { k.Preload = platform.KindPreload{Images: []string{"app:1"}, Components: true} }); given != plain {
		t.Error("what nodes are given makes another cluster")
	}
	for name, other := range map[string]string{
		"nodes":   digest(func(k *platform.Kind) { k.Nodes.Workers = 1 }),
		"mirrors": digest(func(k *platform.Kind) { k.Mirrors = map[string][]string{"docker.io": {"http://mirror:5000"}} }),
		"mounts":  digest(func(k *platform.Kind) { k.Mounts = []platform.KindMount{{Host: "/a", Node: "/b"}} }),
	} {
		if other == plain {
			t.Errorf("the digest does not depend on %s", name)
		}
	}
}

func TestDifferences(t *testing.T) {
	made := platform.Kind{Nodes: platform.KindNodes{ControlPlanes: 1}, Network: "kindnet",
		Ports: []platform.KindPort{{Host: 8080, Node: 80, Address: "127.0.0.1", Protocol: "TCP"}}}
	wanted := platform.Kind{Image: image, Nodes: platform.KindNodes{ControlPlanes: 1, Workers: 2}, Network: "none"}
	got, err := Differences(made, wanted)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"kind.image is " + image + " and was not there",
		"kind.network is none and was kindnet",
		"kind.nodes.workers is 2 and was 0",
		"kind.ports[0].address is no longer there and was 127.0.0.1",
		"kind.ports[0].host is no longer there and was 8080",
		"kind.ports[0].node is no longer there and was 80",
		"kind.ports[0].protocol is no longer there and was TCP",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if same, err := Differences(made, made); err != nil || len(same) > 0 {
		t.Errorf("got %v, %v", same, err)
	}
}

func TestMirrors(t *testing.T) {
	want := `# What slipway's platform says under kind.mirrors.
[host."http://172.18.0.1:5000"]
  capabilities = ["pull", "resolve"]
[host."https://registry.example.com/v2/docker"]
  capabilities = ["pull", "resolve"]
  override_path = true
`
	if diff := cmp.Diff(want, hostsFile([]string{"http://172.18.0.1:5000", "https://registry.example.com/v2/docker"})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
