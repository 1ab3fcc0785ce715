//go:build e2e

package e2e

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/sops"
)

const encryptedSecretsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  credentials:
    - {name: secrets, kind: age, recipients: [RECIPIENT], from: {file: {identity: KEYFILE}}}
  components: {program: {}, spaces: {}}
  clusters: [{name: hub, role: hub, provider: local}, {name: one, provider: local}]
`

// encryptedSecretsSpaces makes a namespace by a unit, after those of components are there.
const encryptedSecretsSpaces = `package component

name:     "spaces"
title:    "Spaces"
summary:  "A namespace that a unit makes."
category: "policy"
source: files: version: "1.0.0"
namespace: "spaces"
permissions: {clusterKinds: [{kind: "Namespace"}], namespaces: ["apps"]}
objects: apps: {apiVersion: "v1", kind: "Namespace", metadata: name: "apps"}
`

// TestEncryptedSecrets: a Secret that is encrypted in Git is one in the clusters, whether the agent decrypts it or
// bootstrap does; a new value and a new key arrive, and no value is anywhere else.
func TestEncryptedSecrets(t *testing.T) { withAgents(t, encryptedSecrets, "flux") }

func encryptedSecrets(t *testing.T, agent string) {
	file := filepath.Join(t.TempDir(), "age.key")
	key, recipient := newAgeKey(t)
	writeSecret(t, file, key)
	l := newLab(t, strings.NewReplacer("AGENT", agent, "GIT", freeAddress(t), "RECIPIENT", recipient, "KEYFILE", file).Replace(encryptedSecretsPlatform))
	l.write("catalog/spaces/component.cue", encryptedSecretsSpaces)
	l.write("catalog/program/component.cue", sharedSecretsComponent("program", "client-secret"))
	printed := l.setSecret("program", "first"+planted) + l.setSecret("apps", "apps"+planted) + l.setSecret("apps", "own"+planted, "--cluster", "one")
	printed += l.run("generate")
	printed += l.run("lab", "up", "--timeout", "5m")
	hub, one := l.client("hub"), l.client("one")
	l.holds(hub, "program", "first"+planted)
	l.holds(one, "program", "first"+planted)
	l.holds(hub, "apps", "apps"+planted)
	l.holds(one, "apps", "own"+planted)

	printed += l.setSecret("program", "second"+planted) + l.run("generate") + l.run("bootstrap", "--yes", "--timeout", "4m")
	l.holds(hub, "program", "second"+planted)
	l.holds(one, "program", "second"+planted)

	next, nextRecipient := newAgeKey(t)
	writeSecret(t, file, key+"\n"+next)
	l.edit("platform.yaml", recipient, nextRecipient)
	if out, _, err := l.try("validate"); err == nil {
		t.Errorf("files for the old key are valid: %s", out)
	}
	printed += l.run("secret", "rekey") + l.run("generate") + l.run("bootstrap", "--yes", "--timeout", "4m")
	writeSecret(t, file, next)
	printed += l.setSecret("program", "third"+planted) + l.run("generate") + l.run("bootstrap", "--yes", "--timeout", "4m")
	l.holds(hub, "program", "third"+planted)
	l.holds(hub, "apps", "apps"+planted)
	if agent == "flux" {
		printed += l.losesItsKey(hub, file, key, next)
	}
	bundle := filepath.Join(t.TempDir(), "bundle.tar.gz")
	printed += l.run("support-bundle", "-f", bundle)
	for name, text := range unpacked(t, bundle) {
		if strings.Contains(text, planted) || strings.Contains(text, next) {
			t.Errorf("a value is in %s of the bundle", name)
		}
	}
	if strings.Contains(printed, planted) || strings.Contains(printed, next) || strings.Contains(printed, key) {
		t.Errorf("a value was printed:\n%s", printed)
	}
	if out := l.git("log", "-p", "--all"); strings.Contains(out, planted) || strings.Contains(out, key) || strings.Contains(out, next) {
		t.Error("a value is in Git")
	}
	for _, value := range []string{planted, key, next} {
		if found := fileWith(t, l.state, value, "etcd"); found != "" {
			t.Errorf("a value is in %s", found)
		}
	}
}

// losesItsKey takes the key from the agent: status says so of the Secrets, and bootstrap mends it. With a key that opens
// nothing bootstrap changes nothing.
func (l *lab) losesItsKey(hub *kube.Client, file, wrong, right string) (printed string) {
	l.t.Helper()
	if err := hub.Delete(l.t.Context(), ageSecret, kube.Background); err != nil {
		l.t.Fatal(err)
	}
	secrets := kube.Ref{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "secrets.cluster.hub"}
	l.eventually(hub, secrets, "refused", func(obj map[string]any) bool { return strings.Contains(conditionOf(obj, "Ready"), "sops-age") })
	printed = l.names("the Secret sops-age with the key of encrypted Secrets is not there")
	stray := map[string]any{"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"namespace": ageSecret.Namespace, "name": ageSecret.Name},
		"data": map[string]any{"age.agekey": base64.StdEncoding.EncodeToString([]byte(wrong))}}
	if _, err := hub.Apply(l.t.Context(), "somebody", []map[string]any{stray}, kube.ApplyOptions{}); err != nil {
		l.t.Fatal(err)
	}
	l.eventually(hub, secrets, "refused", func(obj map[string]any) bool { return strings.Contains(conditionOf(obj, "Ready"), "decrypt") })
	printed += l.names("cannot be decrypted with the key that the agent has")
	writeSecret(l.t, file, wrong)
	stdout, stderr, err := l.try("bootstrap", "--yes", "--timeout", "1m")
	if err == nil || !strings.Contains(stderr, "credential secrets holds no key of those that it is encrypted for") {
		l.t.Errorf("with another key bootstrap says, with %v: %s", err, stderr)
	}
	writeSecret(l.t, file, right)
	printed += stdout + stderr + l.run("bootstrap", "--yes", "--timeout", "4m")
	l.holds(hub, "program", "third"+planted)
	return printed
}

// names checks the cause that status names.
func (l *lab) names(cause string) string {
	l.t.Helper()
	out, errOut, err := l.try("status")
	if err == nil || !strings.Contains(out+errOut, cause) {
		l.t.Errorf("status says, with %v:\n%s%s", err, out, errOut)
	}
	return out + errOut
}

var ageSecret = kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "flux-system", Name: "sops-age"}

// setSecret writes the Secret db of a namespace, and what is not text beside it.
func (l *lab) setSecret(namespace, value string, more ...string) string {
	l.t.Helper()
	file := filepath.Join(l.t.TempDir(), "value")
	writeSecret(l.t, file, value)
	return l.run(append([]string{"secret", "set", "db", "--namespace", namespace, "password=@" + file}, more...)...)
}

// holds waits until the Secret db of a namespace has a value.
func (l *lab) holds(c *kube.Client, namespace, value string) {
	l.t.Helper()
	want := base64.StdEncoding.EncodeToString([]byte(value))
	l.eventually(c, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: namespace, Name: "db"}, "what was set", func(obj map[string]any) bool {
		data, _ := obj["data"].(map[string]any)
		return data["password"] == want
	})
}

func newAgeKey(t testing.TB) (key, recipient string) {
	t.Helper()
	key, recipient, err := sops.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key, recipient
}

func writeSecret(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// conditionOf is the message of an object's condition.
func conditionOf(obj map[string]any, kind string) string {
	status, _ := obj["status"].(map[string]any)
	conditions, _ := status["conditions"].([]any)
	for _, c := range conditions {
		if c, _ := c.(map[string]any); c["type"] == kind {
			text, _ := c["message"].(string)
			return text
		}
	}
	return ""
}
