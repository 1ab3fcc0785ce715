//go:build e2e

package e2e

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const externalSecretPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, sample: {}}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: spoke, provider: local}
`

// The kind, of any shape: what external-secrets itself allows is not asked here.
const externalSecretKind = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: externalsecrets.external-secrets.io}
spec:
  group: external-secrets.io
  names: {kind: ExternalSecret, plural: externalsecrets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}}
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`

// TestCredentialFromAnExternalStore: a spoke's credential comes from a store
// through external-secrets, which the platform itself may bring. Until its kind
// is there only that spoke waits; once it is, the spoke is driven. The test is
// the store and external-secrets.
func TestCredentialFromAnExternalStore(t *testing.T) {
	withAgents(t, externalStore, "flux")
}

func externalStore(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(externalSecretPlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	hub, spoke := l.client("hub"), l.client("spoke")
	l.edit("platform.yaml", "{name: spoke, provider: local}",
		`{name: spoke, server: "`+spoke.Server()+`", credentials: {externalSecret: {store: vault, key: "1: spoke"}}}`)
	l.run("generate", "-q")

	t.Log("without the kind the hub is as it should be, and the spoke is not")
	_, stderr, err := l.try("bootstrap", "--timeout", "75s")
	if exitCode(err) != 4 || !regexp.MustCompile(`(?s)hand-over ✓.*settle: timed out .* spoke`).MatchString(stderr) {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	if !names(stderr, "cause: cluster spoke: nothing on the cluster that runs the agent reads external stores", "mend: enable the component external-secrets") {
		t.Errorf("the cause is not named:\n%s", stderr)
	}
	deployments(l, hub, "sample")
	if _, err := spoke.Get(t.Context(), kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: "sample"}); !errors.Is(err, kube.ErrNotFound) {
		t.Errorf("the spoke is driven already: %v", err)
	}

	t.Log("with it the spoke is driven")
	var kind map[string]any
	if err := yaml.Unmarshal([]byte(externalSecretKind), &kind); err != nil {
		t.Fatal(err)
	}
	if _, err := hub.Apply(t.Context(), "external-secrets", []map[string]any{kind}, kube.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	l.externalSecretWaits(agents[agent].owner.Namespace)
	made := makeExternalSecret(t, hub, agents[agent].owner.Namespace, filepath.Join(l.state, "acme", "clusters", "spoke", "kubeconfig"))
	standInForClusterManager(t, hub, "spoke")
	l.run("bootstrap", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	deployments(l, spoke, "sample")

	t.Log("losing the spoke's entry leaves its credential")
	l.edit("platform.yaml", `credentials: {externalSecret: {store: vault, key: "1: spoke"}}`, "credentials: {secretRef: {name: "+made.secret.Name+"}}")
	l.land()
	for _, r := range []kube.Ref{made.externalSecret, made.secret} {
		if there, err := hub.Exists(t.Context(), r); err != nil || !there {
			t.Errorf("%s is gone: %v", r, err)
		}
	}
}

// externalSecretWaits waits until status names the ExternalSecret that the spoke
// waits for.
func (l *lab) externalSecretWaits(namespace string) {
	l.t.Helper()
	var stderr string
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		if _, stderr, _ = l.try("status", "--cluster", "spoke"); names(stderr, "cause: cluster spoke: ", "ExternalSecret "+namespace+"/", "nobody has worked on it yet", "mend: see that external-secrets runs") {
			return
		}
	}
	l.t.Errorf("status does not name the ExternalSecret:\n%s", stderr)
}

// stored is what makes a cluster's credential, and the credential.
type stored struct{ externalSecret, secret kube.Ref }

// makeExternalSecret does once what external-secrets does: it waits for the one
// ExternalSecret and makes the Secret that it describes, from an entry that holds
// what any agent may ask for.
func makeExternalSecret(t *testing.T, hub *kube.Client, namespace, kubeconfig string) stored {
	t.Helper()
	var one map[string]any
	list := kube.Ref{APIVersion: "external-secrets.io/v1", Kind: "ExternalSecret", Namespace: namespace}
	for end := time.Now().Add(3 * time.Minute); one == nil && time.Now().Before(end); time.Sleep(time.Second) {
		all, err := hub.List(t.Context(), list, kube.ListOptions{})
		if err != nil && !errors.Is(err, kube.ErrNoKind) || len(all) > 1 {
			t.Fatal(all, err)
		}
		for _, o := range all {
			one = o
		}
	}
	if one == nil {
		t.Fatal("no ExternalSecret appeared")
	}
	spec := fieldOf[map[string]any](t, one, "spec")
	from := fieldOf[[]any](t, spec, "dataFrom")[0].(map[string]any)
	if store, key := fieldOf[string](t, spec, "secretStoreRef", "name"), fieldOf[string](t, from, "extract", "key"); store != "vault" || key != "1: spoke" {
		t.Errorf("it is read from %q of %q", key, store)
	}
	data := map[string]any{}
	for key, template := range fieldOf[map[string]any](t, spec, "target", "template", "data") {
		data[key] = entryOf(t, kubeconfig).Replace(template.(string))
	}
	labels, _ := fieldOf[map[string]any](t, spec, "target", "template")["metadata"].(map[string]any)
	secret := map[string]any{"apiVersion": "v1", "kind": "Secret", "stringData": data, "metadata": map[string]any{
		"name": fieldOf[string](t, spec, "target", "name"), "namespace": namespace, "labels": labels["labels"],
	}}
	if _, err := hub.Apply(t.Context(), "external-secrets", []map[string]any{secret}, kube.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	list.Name = meta(one, "name")
	if err := hub.ApplyStatus(t.Context(), "external-secrets", map[string]any{
		"apiVersion": list.APIVersion, "kind": list.Kind, "metadata": map[string]any{"name": list.Name, "namespace": namespace},
		"status": map[string]any{"conditions": []any{map[string]any{"type": "Ready", "status": "True", "reason": "SecretSynced"}}},
	}); err != nil {
		t.Fatal(err)
	}
	return stored{list, kube.RefOf(secret)}
}

// entryOf puts the store's entry for a cluster into a template: each property
// that an agent reads.
func entryOf(t *testing.T, kubeconfig string) *strings.Replacer {
	t.Helper()
	text, err := os.ReadFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Clusters []struct {
			Cluster struct {
				Server string `yaml:"server"`
				CA     string `yaml:"certificate-authority-data"`
			} `yaml:"cluster"`
		} `yaml:"clusters"`
		Users []struct {
			User struct {
				Token string `yaml:"token"`
			} `yaml:"user"`
		} `yaml:"users"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	cluster := file.Clusters[0].Cluster
	if _, err := base64.StdEncoding.DecodeString(cluster.CA); err != nil || cluster.CA == "" {
		t.Fatalf("no certificate authority: %v", err)
	}
	return strings.NewReplacer("{{ .kubeconfig }}", string(text), "{{ .server }}", cluster.Server,
		"{{ .config }}", `{"bearerToken":"`+file.Users[0].User.Token+`","tlsClientConfig":{"caData":"`+cluster.CA+`"}}`)
}
