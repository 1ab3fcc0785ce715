package bootstrap

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// secretsPlatform has one cluster with one encrypted Secret, and a credential that
// reads its key from the variable KEY.
func secretsPlatform(t *testing.T, text string) (p *platform.Platform, key string) {
	t.Helper()
	key, recipient, err := sops.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	sealed, err := sops.Seal(doc.Content[0], []string{recipient}, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	secret := &platform.EncryptedSecret{Namespace: "apps", Name: "db", Recipients: []string{recipient}, Text: sealed}
	hub := &platform.Cluster{Name: "hub", RunsAgent: true, Secrets: []platform.PlacedSecret{{EncryptedSecret: secret}, {EncryptedSecret: secret, Unit: "spaces"}}}
	return &platform.Platform{
		Topology: "hub", Clusters: []*platform.Cluster{hub}, Secrets: []*platform.EncryptedSecret{secret},
		Credentials: []platform.Credential{{Name: "secrets", Kind: "age", Recipients: []string{recipient}, From: platform.CredentialFrom{Env: &platform.CredentialEnv{Identity: "KEY"}}}},
	}, key
}

func secretsSession(p *platform.Platform, agent *platform.Agent, key string) *session {
	reader := &credential.Reader{Getenv: func(string) string { return key }}
	return &session{Options: Options{Platform: p, Agent: agent, Credentials: reader}, host: p.Clusters[0]}
}

const encryptedSecret = `apiVersion: v1
kind: Secret
metadata: {name: db, namespace: apps, labels: {tier: "3"}, annotations: {note: x}}
type: example.com/db
immutable: true
stringData: {password: s-planted}
data:
  raw: AAEC
`

// TestEncryptedSecretsAreOpened: who decrypts gets the key, and for who does not bootstrap makes the Secret.
func TestEncryptedSecretsAreOpened(t *testing.T) {
	p, key := secretsPlatform(t, encryptedSecret)
	want := map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": "example.com/db", "immutable": true,
		"metadata": map[string]any{
			"name": "db", "namespace": "apps", "annotations": map[string]string{"note": "x"},
			"labels": map[string]any{"tier": "3", "app.kubernetes.io/managed-by": "slipway"},
		},
		"data": map[string]any{"password": "cy1wbGFudGVk", "raw": "AAEC"},
	}
	for _, agent := range allAgents(t) {
		s := secretsSession(p, agent, key)
		if err := s.checkSecrets(t.Context()); err != nil {
			t.Errorf("%s: %v", agent.Name, err)
		}
		opened, err := s.openSecrets(t.Context(), p.Clusters)
		if diff := cmp.Diff(want, opened[p.Secrets[0]]); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", agent.Name, err, diff)
		}
		made, err := s.ageSecret(t.Context())
		if decrypts := agent.Decryption != nil; err != nil || len(made) > 0 != decrypts || len(secretRefs(agent, p.Clusters[0])) > 0 != decrypts {
			t.Errorf("%s: %d Secrets with a key, %v", agent.Name, len(made), err)
		}
	}
	flux := allAgents(t)["flux"]
	kustomization := kube.Ref{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "secrets.cluster.hub"}
	later := kustomization
	later.Name = "spaces.secrets.hub"
	if diff := cmp.Diff([]kube.Ref{kustomization, later}, secretRefs(flux, p.Clusters[0])); diff != "" {
		t.Error(diff)
	}
}

// TestEncryptedSecretsThatDoNotOpen are told by file, and nothing of them or of the key.
func TestEncryptedSecretsThatDoNotOpen(t *testing.T) {
	other, _, err := sops.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		text, key, from, to, want string
	}{
		"another key": {text: encryptedSecret, key: other, want: "open secrets/apps/db.yaml: credential secrets holds no key of those that it is encrypted for: age1"},
		"no key":      {text: encryptedSecret, key: "s-planted", want: "credential secrets: there is no age identity in it"},
		"changed":     {text: encryptedSecret, from: "name: db", to: "name: other", want: "open secrets/apps/db.yaml: its MAC does not match"},
		"no text":     {text: strings.Replace(encryptedSecret, "s-planted", "5432", 1), want: "open secrets/apps/db.yaml: stringData.password is no text"},
		"no base64":   {text: strings.Replace(encryptedSecret, "AAEC", "s-planted", 1), want: "data.raw is no text in base64"},
	} {
		p, key := secretsPlatform(t, tt.text)
		if tt.key != "" {
			key = tt.key
		}
		p.Secrets[0].Text = []byte(strings.Replace(string(p.Secrets[0].Text), tt.from, tt.to, 1))
		err := secretsSession(p, allAgents(t)["argocd"], key).checkSecrets(t.Context())
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), "s-planted") || strings.Contains(err.Error(), key)) {
			t.Errorf("%s: a value is in: %v", name, err)
		}
	}
}

// TestEncryptedValuesAreKnown to what takes values out of a bundle.
func TestEncryptedValuesAreKnown(t *testing.T) {
	p, key := secretsPlatform(t, encryptedSecret)
	got := strings.Join(encryptedValues(p, key), " ")
	if !strings.Contains(got, "s-planted") || !strings.Contains(got, key) || encryptedValues(p, "") != nil {
		t.Error("a value or the key is not known")
	}
	// What the API server refuses of a Secret makes the rest no less secret.
	p, key = secretsPlatform(t, encryptedSecret+"  port: 54321\n  no: base64!\n  none:\n")
	for _, value := range []string{"s-planted", "54321", "base64!", "\x00\x01\x02"} {
		if got := encryptedValues(p, key); !slices.Contains(got, value) {
			t.Errorf("%q is not known", value)
		}
	}
}
