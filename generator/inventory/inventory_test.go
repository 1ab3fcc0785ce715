package inventory_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/inventory"
	"github.com/slipway-platform/slipway/generator/platform"
)

// shop is a platform with an issuer of identities and two programs that use it;
// the hub alone has the second.
func shop() (*platform.Platform, *platform.Agent) {
	fact := platform.Placeholder(0)
	dex := variant("dex",
		platform.SecretNeed{Name: "clients", Keys: []string{"web", "desk"}, By: "bootstrap", Why: "clients", Shared: map[string]string{"web": "oidc/web", "desk": "oidc/desk"}})
	spare := variant("dex",
		platform.SecretNeed{Name: "clients", Keys: []string{"web"}, By: "bootstrap", Why: "clients", Shared: map[string]string{"web": "oidc/web"}})
	spare.Component = dex.Component
	web := variant("web",
		platform.SecretNeed{Name: "oidc", Namespace: "shop", Keys: []string{"secret"}, By: "bootstrap", Why: "sign-in", Shared: map[string]string{"secret": "oidc/web"}},
		platform.SecretNeed{Name: fact, Keys: []string{"token"}, By: "user", Why: "reads " + fact},
		platform.SecretNeed{Name: "made", Keys: []string{"key"}, By: "component", Why: "its own"})
	desk := variant("desk", platform.SecretNeed{Name: "oidc", Keys: []string{"secret"}, By: "bootstrap", Why: "sign-in", Shared: map[string]string{"secret": "oidc/desk"}})
	p := &platform.Platform{Facts: []platform.Fact{platform.FactName}, Clusters: []*platform.Cluster{
		{Name: "eu-1", Placements: placed(spare, web), Credentials: &platform.ClusterCredentials{SecretRef: &platform.SecretRef{Name: "eu-1"}}},
		{Name: "hub", RunsAgent: true, Placements: placed(dex, web, desk)},
	}}
	dex.Component.Variants = []*platform.Variant{dex, spare}
	p.Components = []*platform.Component{desk.Component, dex.Component, web.Component}
	return p, &platform.Agent{Component: "argo-cd", Namespace: "argocd", ClusterSecret: platform.SecretTemplate{Data: map[string]string{"server": "", "config": ""}}}
}

func variant(name string, secrets ...platform.SecretNeed) *platform.Variant {
	v := &platform.Variant{Component: &platform.Component{Name: name, Namespace: name}, Secrets: secrets}
	v.Component.Variants = []*platform.Variant{v}
	v.Units = []*platform.Unit{{Name: name, Variant: v}, {Name: name + "-config", Variant: v}}
	return v
}

func placed(variants ...*platform.Variant) []platform.Placement {
	var out []platform.Placement
	for _, v := range variants {
		for _, u := range v.Units {
			out = append(out, platform.Placement{Unit: u})
		}
	}
	return out
}

// told are Secrets in a line each.
func told(secrets []inventory.Secret) string {
	var lines []string
	for _, s := range secrets {
		line := s.By + " " + s.Namespace + "/" + s.Name + " " + strings.Join(s.Keys, ",") + " for " + s.Component + ": " + s.Why
		if len(s.Clusters) > 0 {
			line += " on " + strings.Join(s.Clusters, ",")
		}
		for _, key := range s.Keys {
			if len(s.Shared[key]) > 0 {
				line += "; " + key + " = " + strings.Join(s.Shared[key], ", ")
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestSecrets(t *testing.T) {
	want := `user argocd/eu-1 config,server for argo-cd: the way to cluster eu-1 on hub
user web/$(cluster.name) token for web: reads $(cluster.name) on eu-1,hub
bootstrap desk/oidc secret for desk: sign-in on hub; secret = dex/clients: desk
bootstrap dex/clients desk,web for dex: clients on hub; desk = desk/oidc: secret; web = shop/oidc: secret
bootstrap dex/clients web for dex: clients on eu-1; web = shop/oidc: secret
bootstrap shop/oidc secret for web: sign-in on eu-1,hub; secret = dex/clients: web
component web/made key for web: its own on eu-1,hub`
	if diff := cmp.Diff(want, told(inventory.Secrets(shop()))); diff != "" {
		t.Error(diff)
	}
}

// TestComponentSecretsNameNoCluster: an index that listed clusters would change with each.
func TestComponentSecretsNameNoCluster(t *testing.T) {
	p, _ := shop()
	want := `user web/$(cluster.name) token for web: reads $(cluster.name)
bootstrap desk/oidc secret for desk: sign-in
bootstrap dex/clients desk,web for dex: clients
bootstrap shop/oidc secret for web: sign-in
component web/made key for web: its own`
	if diff := cmp.Diff(want, told(inventory.ComponentSecrets(p))); diff != "" {
		t.Error(diff)
	}
}

// TestEntries: what a hub reads of a store for the clusters that it drives; one
// that runs its own agent needs no way to itself.
func TestEntries(t *testing.T) {
	p, agent := shop()
	agent.ClusterProperties = []string{"server", "config"}
	in := func(key string) *platform.ClusterCredentials {
		return &platform.ClusterCredentials{ExternalSecret: &platform.ExternalSecret{Store: "vault", Key: key}}
	}
	p.Clusters[1].Credentials = in("clusters/hub")
	p.Clusters = append(p.Clusters, &platform.Cluster{Name: "eu-3", Credentials: in("clusters/eu-3")}, &platform.Cluster{Name: "eu-2", Credentials: in("clusters/eu-2")})
	entry := func(name string) inventory.Entry {
		return inventory.Entry{Store: "vault", Key: "clusters/" + name, Properties: agent.ClusterProperties, Component: "argo-cd", Cluster: name, ReadOn: []string{"hub"}}
	}
	if diff := cmp.Diff([]inventory.Entry{entry("eu-2"), entry("eu-3")}, inventory.Entries(p, agent)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"vault"}, inventory.Stores(p)); diff != "" {
		t.Error(diff)
	}
}

func TestCredentials(t *testing.T) {
	p := &platform.Platform{Credentials: []platform.Credential{{Name: "git", Kind: "git", URL: "https://git.example.com", From: platform.CredentialFrom{
		Env: &platform.CredentialEnv{Password: "TOKEN"}, File: &platform.CredentialFile{Username: "user.txt"}}}}}
	want := []inventory.Credential{{Name: "git", Kind: "git", URL: "https://git.example.com", Values: []inventory.Value{
		{Field: "password", Source: "env", From: "TOKEN"}, {Field: "username", Source: "file", From: "user.txt"}}}}
	if diff := cmp.Diff(want, inventory.Credentials(p)); diff != "" {
		t.Error(diff)
	}
}

func TestPulls(t *testing.T) {
	chart := platform.Chart{Repository: "oci://mirror.example.com/charts", Name: "web", Version: "1.0.0"}
	web := variant("web")
	web.Component.Source.Chart = &platform.Chart{Repository: "oci://ghcr.io/web/charts", Name: "web", Version: "1.0.0"}
	web.Units[0].Chart, web.Units[1].Rendered = &chart, &platform.Chart{Repository: chart.Repository, Name: "more", Version: "2"}
	web.Images = []string{"docker.io/web:1", "docker.io/shell:5"}
	flux := variant("flux")
	flux.Component.Source.Manifests = &platform.ManifestsSource{URL: "oci://ghcr.io/flux", Version: "v2"}
	flux.Units[0].Manifests = &platform.Manifests{URL: "oci://mirror.example.com/flux", Version: "v2", Images: []platform.ImageRename{{Name: "ghcr.io/source", NewName: "mirror.example.com/source"}}}
	flux.Images = []string{"ghcr.io/source:v1", "docker.io/shell:5"}
	p := &platform.Platform{Components: []*platform.Component{flux.Component, web.Component}, Digests: map[platform.Chart]string{chart: "sha256:12"}}
	want := inventory.Pulls{
		Charts: []inventory.Chart{
			{Chart: *web.Units[1].Rendered, Upstream: "oci://ghcr.io/web/charts", Components: []string{"web"}},
			{Chart: chart, Upstream: "oci://ghcr.io/web/charts", Digest: "sha256:12", Components: []string{"web"}},
		},
		Manifests: []inventory.Manifests{{URL: "oci://mirror.example.com/flux", Version: "v2", Upstream: "oci://ghcr.io/flux", Components: []string{"flux"}}},
		Images: []inventory.Image{
			{Image: "docker.io/shell:5", Components: []string{"flux", "web"}},
			{Image: "docker.io/web:1", Components: []string{"web"}},
			{Image: "mirror.example.com/source:v1", Upstream: "ghcr.io/source:v1", Components: []string{"flux"}},
		},
	}
	got := inventory.PullsOf(p)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	copies := []inventory.Copy{
		{From: "docker.io/shell:5"}, {From: "docker.io/web:1"},
		{From: "ghcr.io/flux:v2", To: "mirror.example.com/flux:v2"}, {From: "ghcr.io/source:v1", To: "mirror.example.com/source:v1"},
		{From: "ghcr.io/web/charts/more:2", To: "mirror.example.com/charts/more:2"},
		{From: "ghcr.io/web/charts/web:1.0.0", To: "mirror.example.com/charts/web:1.0.0"},
	}
	if diff := cmp.Diff(copies, got.Copies()); diff != "" {
		t.Error(diff)
	}
}
