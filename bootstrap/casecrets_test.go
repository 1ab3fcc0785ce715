package bootstrap

import (
	"encoding/base64"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestCASecrets: each authority has a Secret of its own, or an entry by its host
// in the one ConfigMap that the agent has for all.
func TestCASecrets(t *testing.T) {
	certificate := testCertificate(t)
	s := &session{Options: Options{
		Agent: &platform.Agent{Namespace: "agents"},
		Platform: &platform.Platform{Credentials: []platform.Credential{
			{Name: "one", Kind: "ca", URL: "https://git.example.com:8443", From: platform.CredentialFrom{Env: &platform.CredentialEnv{CA: "CA"}}},
			{Name: "two", Kind: "ca", URL: "oci://registry.example.com", From: platform.CredentialFrom{Env: &platform.CredentialEnv{CA: "CA"}}},
		}},
		Credentials: &credential.Reader{Getenv: func(string) string { return certificate }},
	}}
	secret := func(name string) map[string]any {
		return map[string]any{"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
			"metadata": map[string]any{"name": name, "namespace": "agents", "labels": map[string]any{"app.kubernetes.io/managed-by": "slipway"}},
			"data":     map[string]any{"ca.crt": base64.StdEncoding.EncodeToString([]byte(certificate))}}
	}
	for name, tt := range map[string]struct {
		shape platform.SecretTemplate
		want  []map[string]any
	}{
		"secrets": {platform.SecretTemplate{Kind: "Secret", Type: "Opaque", Name: "ca-$name", Data: map[string]string{"ca.crt": "$ca"}},
			[]map[string]any{secret("ca-one"), secret("ca-two")}},
		"one map": {platform.SecretTemplate{Kind: "ConfigMap", Name: "certs", Data: map[string]string{"$host": "$ca"}},
			[]map[string]any{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "certs", "namespace": "agents"},
				"data": map[string]any{"git.example.com": certificate, "registry.example.com": certificate}}}},
	} {
		s.Agent.CASecrets = []platform.SecretTemplate{tt.shape}
		got, err := s.caSecrets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
