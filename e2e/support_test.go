//go:build e2e

package e2e

import (
	"archive/tar"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const supportPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  credentials:
    - {name: git, kind: git, url: "http://GIT/", from: {env: {username: GIT_USER, password: GIT_PASSWORD}}}
  components: {namespaces: {}}
  clusters:
    - {name: hub, role: hub, provider: local}
`

// plantedSecrets are secrets, each where one may come to be.
var plantedSecrets = map[string]string{
	"declared": "planted-declared-7391", "secret": "planted-secret-2841", "applied": "planted-applied-5527", "config": "planted-config-9913",
	"values": "planted-values-4186", "event": "planted-event-6402", "address": "planted-address-8275", "log": "planted-bearer-1094", "key": "cGxhbnRlZC1rZXktMzM1OA",
}

// plants are objects that hold them, of which NAMESPACE is the agent's.
const plants = `apiVersion: v1
kind: Secret
metadata: {name: planted, namespace: NAMESPACE}
stringData: {the-key: "SECRET"}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: planted
  namespace: NAMESPACE
  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"x":"APPLIED"}}'}
data: {settings: "mode: CONFIG"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: planted, namespace: NAMESPACE}
spec: {suspend: true, interval: 1h, chartRef: {kind: OCIRepository, name: none}, values: {admin: {code: "VALUES"}}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: planted, namespace: NAMESPACE}
spec: {suspend: true, interval: 1h, url: "https://ops:ADDRESS@git.example.com/a.git"}
---
apiVersion: v1
kind: Event
metadata: {name: planted.1, namespace: NAMESPACE}
type: Warning
reason: Planted
message: "unable to clone 'https://ops:EVENT@git.example.com/a.git'"
involvedObject: {apiVersion: v1, kind: ConfigMap, namespace: NAMESPACE, name: planted}
`

// TestASupportBundleHoldsNoSecret: secrets are planted wherever one may come to
// be, and none is in the bundle, in no encoding; what helps is.
func TestASupportBundleHoldsNoSecret(t *testing.T) {
	withAgents(t, supportBundle, "flux")
}

func supportBundle(t *testing.T, agent string) {
	t.Setenv("GIT_USER", "ops")
	t.Setenv("GIT_PASSWORD", plantedSecrets["declared"])
	l := newLab(t, strings.NewReplacer("GIT/", freeAddress(t)+"/", "AGENT", agent).Replace(supportPlatform))
	l.run("generate", "-q")
	l.run("lab", "up")
	hub := l.client("hub")
	plant(t, hub, agents[agent].owner.Namespace)
	logs, err := filepath.Glob(filepath.Join(l.state, "acme", "agents", "hub", "logs", "*.log"))
	if err != nil || len(logs) == 0 {
		t.Fatal("there are no logs", err)
	}
	for _, log := range logs {
		f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.WriteString(f, "\nGET / Authorization: Bearer "+plantedSecrets["log"]+"\nlogged in as ops with "+plantedSecrets["declared"]+" and "+
			base64.StdEncoding.EncodeToString([]byte("ops:"+plantedSecrets["declared"]))+"\n-----BEGIN PRIVATE KEY-----\n"+plantedSecrets["key"]+"\n-----END PRIVATE KEY-----\nthe last line\n")
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}

	bundle := filepath.Join(t.TempDir(), "b.tar.gz")
	l.run("support-bundle", "-f", bundle)
	if info, err := os.Stat(bundle); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v: %v", info, err)
	}
	files := unpacked(t, bundle)
	all := ""
	for name, text := range files {
		all += name + "\n" + text
	}
	for where, secret := range plantedSecrets {
		if form := foundIn(all, secret); form != "" {
			t.Errorf("the secret planted as %s is in the bundle as %q", where, form)
		}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{l.dir, l.state, home + "/"} {
		if strings.Contains(all, private) {
			t.Errorf("the path %s is in the bundle", private)
		}
	}
	for _, want := range []string{"the-key", "Planted", "the last line", "kind: Platform", `"kept": true`, `"slipway"`, "Kubernetes v"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in the bundle", want)
		}
	}
	for _, want := range []string{"platform.yaml", "slipway.lock", "status.json", "versions.json", "clusters-seen/hub/events.yaml"} {
		if files["acme-support/"+want] == "" {
			t.Errorf("%s is not in the bundle", want)
		}
	}
}

// plant makes the objects that hold secrets, of the kinds that the cluster knows.
func plant(t *testing.T, hub *kube.Client, namespace string) {
	t.Helper()
	text := strings.ReplaceAll(plants, "NAMESPACE", namespace)
	for name, secret := range plantedSecrets {
		text = strings.ReplaceAll(text, strings.ToUpper(name), secret)
	}
	for dec := yaml.NewDecoder(strings.NewReader(text)); ; {
		var o map[string]any
		err := dec.Decode(&o)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := hub.Apply(t.Context(), "somebody", []map[string]any{o}, kube.ApplyOptions{}); err != nil && !errors.Is(err, kube.ErrNoKind) {
			t.Fatal(err)
		}
	}
}

// foundIn is the form in which a secret is in a text: itself, or in base64 with
// whatever before it.
func foundIn(text, secret string) string {
	forms := []string{secret}
	for before := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
		forms = append(forms, encoded[4:len(encoded)-4])
	}
	for _, form := range forms {
		if strings.Contains(text, form) {
			return form
		}
	}
	return ""
}

func unpacked(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for r := tar.NewReader(zip); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		text, readErr := io.ReadAll(r)
		if err := errors.Join(err, readErr); err != nil {
			t.Fatal(err)
		}
		out[h.Name] = string(text)
	}
}
