package bootstrap

import (
	"encoding/base64"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestTenantsSecretsAreTheirOwn: each agent reads a tenant's repository with the
// credential that the tenant names, in a Secret of the tenant's; Argo CD's is of
// use to the tenant's own project only. What needs none has none.
func TestTenantsSecretsAreTheirOwn(t *testing.T) {
	shop := &platform.Tenant{Name: "shop", Repository: platform.TenantRepository{URL: "https://git.example.com/shop/deploy.git", Credential: "shop"}}
	open := &platform.Tenant{Name: "open", Repository: platform.TenantRepository{URL: "https://git.example.com/open.git"}}
	p := &platform.Platform{Credentials: []platform.Credential{
		{Name: "all", Kind: "git", URL: "https://git.example.com", From: platform.CredentialFrom{Env: &platform.CredentialEnv{Password: "ALL"}}},
		{Name: "shop", Kind: "git", URL: "https://git.example.com/shop", From: platform.CredentialFrom{Env: &platform.CredentialEnv{Username: "USER", Password: "SHOP"}}},
	}}
	hub := &platform.Cluster{Name: "hub", RunsAgent: true}
	for _, tenant := range []*platform.Tenant{shop, open} {
		u := &platform.Unit{Name: tenant.Component(), Variant: &platform.Variant{Component: &platform.Component{Name: tenant.Component(), Tenant: tenant}}}
		u.Variant.Units = []*platform.Unit{u}
		hub.Placements = append(hub.Placements, platform.Placement{Unit: u})
	}
	p.Clusters = []*platform.Cluster{hub}
	for _, agent := range allAgents(t) {
		s := &session{Options: Options{Platform: p, Agent: agent, Credentials: &credential.Reader{Getenv: func(name string) string { return "value of " + name }}}, host: hub}
		got, err := s.tenantSecrets(t.Context())
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %d Secrets, %v", agent.Name, len(got), err)
		}
		meta := got[0]["metadata"].(map[string]any)
		want := map[string]string{"username": "value of USER", "password": "value of SHOP"}
		if agent.Name == "argocd" {
			want["type"], want["url"], want["project"] = "git", shop.Repository.URL, "shop.tenant"
		}
		have := map[string]string{}
		for key, value := range got[0]["data"].(map[string]any) {
			text, _ := base64.StdEncoding.DecodeString(value.(string))
			have[key] = string(text)
		}
		if diff := cmp.Diff(want, have); diff != "" || meta["name"] != "tenant-shop-repository" {
			t.Errorf("%s: %v\n%s", agent.Name, meta, diff)
		}
	}
}
