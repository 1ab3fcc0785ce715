//go:build e2e

package e2e

import (
	"encoding/base64"
	"maps"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const sharedSecretsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {issuer: {}, program: {}}
  clusters: [{name: hub, provider: local}]
`

// sharedSecretsComponent is one side of a sign-in: a Secret with a key that the
// other side's holds too, and an object so that there is something to install.
func sharedSecretsComponent(name, key string) string {
	return `package component

name:     "` + name + `"
title:    "` + name + `"
summary:  "One side of a sign-in."
category: "identity"
source: files: version: "1.0.0"
namespace: "` + name + `"
secrets: [{
	name: "clients", namespace: "` + name + `", keys: ["` + key + `", "own"], by: "bootstrap", why: "to be believed"
	shared: "` + key + `": "oidc/program"
	length: "own": 32
	labels: "example.com/part": "sign-in"
}]
objects: note: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "note", namespace: "` + name + `"}}
`
}

// TestSharedSecrets: what two components must both know is one random value in
// two Secrets; one that is lost becomes the same again, and nothing else changes.
func TestSharedSecrets(t *testing.T) { withAgents(t, sharedSecrets, "flux") }

func sharedSecrets(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("AGENT", agent, "GIT", freeAddress(t)).Replace(sharedSecretsPlatform))
	l.write("catalog/issuer/component.cue", sharedSecretsComponent("issuer", "program"))
	l.write("catalog/program/component.cue", sharedSecretsComponent("program", "client-secret"))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	issuer, program := secretData(t, hub, "issuer"), secretData(t, hub, "program")
	known := issuer["program"]
	if len(known) != 64 || program["client-secret"] != known {
		t.Errorf("the issuer and the program know different values, or short ones")
	}
	if own := issuer["own"]; len(own) != 32 || own == program["own"] {
		t.Errorf("what only one of them knows is %d characters long, or the other knows it too", len(own))
	}
	if err := hub.Delete(t.Context(), clientsOf("program"), kube.Background); err != nil {
		t.Fatal(err)
	}
	l.run("bootstrap", "--yes", "--timeout", "4m")
	if secretData(t, hub, "program")["client-secret"] != known || !maps.Equal(secretData(t, hub, "issuer"), issuer) {
		t.Errorf("a Secret that was lost did not become what it was, or the other did not stay so")
	}
}

// secretData reads a Secret, which must carry its label.
func secretData(t *testing.T, client *kube.Client, namespace string) map[string]string {
	t.Helper()
	secret, err := client.Get(t.Context(), clientsOf(namespace))
	if err != nil {
		t.Fatal(err)
	}
	meta, _ := secret["metadata"].(map[string]any)
	if labels, _ := meta["labels"].(map[string]any); labels["example.com/part"] != "sign-in" {
		t.Errorf("the Secret of %s has labels %v", namespace, labels)
	}
	data, _ := secret["data"].(map[string]any)
	out := map[string]string{}
	for key, text := range data {
		plain, err := base64.StdEncoding.DecodeString(text.(string))
		if err != nil {
			t.Fatal(err)
		}
		out[key] = string(plain)
	}
	return out
}

func clientsOf(namespace string) kube.Ref {
	return kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: namespace, Name: "clients"}
}
