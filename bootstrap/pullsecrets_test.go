package bootstrap

import (
	"encoding/base64"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestWhereImagesArePulledFrom: a Secret by the credential's name, in the
// namespaces of the agent where its pods run, and in those that are named.
func TestWhereImagesArePulledFrom(t *testing.T) {
	hub, spoke := &platform.Cluster{Name: "hub", RunsAgent: true}, &platform.Cluster{Name: "spoke"}
	env := platform.CredentialFrom{Env: &platform.CredentialEnv{Username: "USER", Password: "TOKEN"}}
	s := &session{host: hub, Options: Options{
		Agent: &platform.Agent{Namespace: "projectsveltos", Namespaces: []string{"flux-system"}, Traces: platform.Traces{Driven: platform.Footing{Namespaces: []string{"projectsveltos"}}}},
		Platform: &platform.Platform{Clusters: []*platform.Cluster{hub, spoke}, Credentials: []platform.Credential{
			{Name: "images", Kind: "pull", URL: "oci://registry.example.com/team", Namespaces: []string{"apps", "flux-system"}, From: env},
			{Name: "hub", Kind: "pull", URL: "oci://docker.io", From: env},
			{Name: "charts", Kind: "oci", URL: "oci://registry.example.com", From: env},
		}},
		Credentials: &credential.Reader{Getenv: func(name string) string { return map[string]string{"USER": "ann", "TOKEN": `x"y`}[name] }},
	}}
	for _, tt := range []struct {
		cluster *platform.Cluster
		want    []string
	}{
		{hub, []string{"apps/images", "flux-system/images", "projectsveltos/images", "flux-system/hub", "projectsveltos/hub"}},
		{spoke, []string{"apps/images", "flux-system/images", "projectsveltos/images", "projectsveltos/hub"}},
	} {
		secrets, err := s.pullSecrets(t.Context(), tt.cluster)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, secret := range secrets {
			got = append(got, textAt(secret, "metadata.namespace")+"/"+textAt(secret, "metadata.name"))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", tt.cluster.Name, diff)
		}
		if len(secrets) == 0 {
			continue
		}
		data, err := base64.StdEncoding.DecodeString(secrets[0]["data"].(map[string]any)[".dockerconfigjson"].(string))
		want := `{"auths":{"registry.example.com/team":{"auth":"YW5uOngieQ==","password":"x\"y","username":"ann"}}}`
		if err != nil || string(data) != want {
			t.Errorf("got %s, %v", data, err)
		}
	}
	text, err := dockerConfig("oci://docker.io", "ann", "x")
	if want := `{"auths":{"https://index.docker.io/v1/":{"auth":"YW5uOng=","password":"x","username":"ann"}}}`; err != nil || string(text) != want {
		t.Errorf("Docker Hub is %s, %v", text, err)
	}
}
