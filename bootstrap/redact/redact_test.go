package redact

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"nothing to see", "nothing to see"},
		{"clone https://ops:hunter2@git.example.com/a.git", "clone https://(removed)@git.example.com/a.git"},
		{"clone https://git.example.com/a.git?ref=main", "clone https://git.example.com/a.git?ref=main"},
		{`Get "https://x@y:8080/v2/"`, `Get "https://(removed)@y:8080/v2/"`},
		{"Authorization: Bearer abcdefgh12345678", "Authorization: Bearer (removed)"},
		{"login with password=hunter2 failed", "login with password=(removed) failed"},
		{`{"dbPassword": "hunter2", "port": 1}`, `{"dbPassword": "(removed)", "port": 1}`},
		{`config: "{\"bearerToken\":\"hunter2\"}"`, `config: "{\"bearerToken\":\"(removed)\"}"`},
		{"?access_token=hunter2&x=1", "?access_token=(removed)&x=1"},
		{"--api-key=hunter2", "--api-key=(removed)"},
		{"token ghp_0123456789012345678901234567890123456 expired", "token (removed) expired"},
		{"jwt eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "jwt (removed)"},
		{"a\n-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\nb", "a\n(removed)\nb"},
		{"-----BEGIN OPENSSH PRIVATE KEY-----\ncut off", "(removed)"},
		{"passwordSecretRef:\n  name: db", "passwordSecretRef:\n  name: db"},
		{`secrets "platform-repository" not found`, `secrets "platform-repository" not found`},
	} {
		if got := Text(tt.text); got != tt.want {
			t.Errorf("%q is %q, not %q", tt.text, got, tt.want)
		}
	}
}

// TestValues: a value that is known goes in every form in which it may travel.
func TestValues(t *testing.T) {
	const secret = "s3cr/t+value=1"
	v := NewValues(secret, "", "ab")
	for before := range 4 {
		for after := range 4 {
			around := strings.Repeat("u", before) + secret + strings.Repeat("w", after)
			for _, encoded := range []string{
				around, base64.StdEncoding.EncodeToString([]byte(around)), base64.URLEncoding.EncodeToString([]byte(around)), base64.RawStdEncoding.EncodeToString([]byte(around)),
			} {
				if got := v.Text("x " + encoded + " y"); got == "x "+encoded+" y" || strings.Contains(got, secret) {
					t.Errorf("%q stays: %q", encoded, got)
				}
			}
		}
	}
	if got := v.Text("a=s3cr%2Ft%2Bvalue%3D1 ab"); got != "a=(removed) ab" {
		t.Errorf("in an address it is %q", got)
	}
}

func TestObject(t *testing.T) {
	got := NewValues("known-value").Object(map[string]any{
		"kind": "HelmRelease",
		"metadata": map[string]any{"name": "web", "managedFields": []any{"x"}, "annotations": map[string]any{
			"kubectl.kubernetes.io/last-applied-configuration": `{"data":"x"}`, "note": "uses known-value",
		}},
		"spec": map[string]any{
			"values":    map[string]any{"replicas": 3, "admin": map[string]any{"code": "x"}, "list": []any{"x"}},
			"adminPass": "", "clientSecret": "x", "secretRef": map[string]any{"name": "kept"}, "suspend": false,
			"env": []any{map[string]any{"name": "A", "value": "x"}, map[string]any{"name": "B", "valueFrom": map[string]any{"secretKeyRef": map[string]any{"name": "kept"}}}},
		},
	})
	want := map[string]any{
		"kind":     "HelmRelease",
		"metadata": map[string]any{"name": "web", "annotations": map[string]any{"note": "uses (removed)"}},
		"spec": map[string]any{
			"values":    map[string]any{"replicas": Mark, "admin": map[string]any{"code": Mark}, "list": []any{Mark}},
			"adminPass": "", "clientSecret": Mark, "secretRef": map[string]any{"name": "kept"}, "suspend": false,
			"env": []any{map[string]any{"name": "A", "value": Mark}, map[string]any{"name": "B", "valueFrom": map[string]any{"secretKeyRef": map[string]any{"name": "kept"}}}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

// FuzzValues: whatever stands around a known value, it goes; and no text makes it panic.
func FuzzValues(f *testing.F) {
	f.Add("password: ", "\n")
	f.Add("https://", "@host")
	f.Add("-----BEGIN PRIVATE KEY-----", "")
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "Tr0ub4dor&3"
		if got := NewValues(secret).Text(before + secret + after); strings.Contains(got, secret) {
			t.Errorf("%q stays in %q", secret, got)
		}
	})
}
