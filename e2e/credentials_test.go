//go:build e2e

package e2e

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const credentialsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "https://HOST/acme.git"}
  catalogs: [builtin, ./catalog]
  credentials:
    - {name: corporate, kind: ca, url: "https://HOST", from: {file: {ca: ca.crt}}}
    - {name: git, kind: git, url: "https://HOST", from: {env: {username: GIT_USER}, prompt: true}}
    - {name: charts, kind: oci, url: "oci://HOST/charts", from: {env: {username: GIT_USER}, file: {password: ../charts-token}}}
    - {name: images, kind: pull, url: "oci://HOST", namespaces: [apps], from: {env: {username: GIT_USER, password: PULL_TOKEN}}}
  components: {namespaces: {}, platform-info: {}, web: {config: {message: first}}}
  clusters: [{name: hub, role: hub, provider: local, labels: {colour: green}}]
`

// secretForm is the form of what a Git credential comes to.
var secretForms = map[string]kube.Ref{
	"argocd":  {APIVersion: "v1", Kind: "Secret", Namespace: "argocd", Name: "platform-repository"},
	"flux":    {APIVersion: "v1", Kind: "Secret", Namespace: "flux-system", Name: "platform-repository"},
	"sveltos": {APIVersion: "v1", Kind: "Secret", Namespace: "flux-system", Name: "platform-repository"},
}

// TestCredentials is the story of a platform whose Git server and chart registry
// want a password and have a certificate of a private authority: it is brought
// in, the tokens change, and no value is ever where it does not belong.
func TestCredentials(t *testing.T) {
	withAgents(t, credentials, "argocd", "flux")
}

func credentials(t *testing.T, agent string) {
	server := newSecureServer(t)
	l := newLab(t, strings.NewReplacer("AGENT", agent, "HOST", server.host).Replace(credentialsPlatform))
	server.tokens("git-one-secret", "charts-one-secret")
	server.push("charts-one-secret", "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", "oci://"+server.host+"/charts", 1))
	l.write("ca.crt", string(server.ca))
	l.write("../charts-token", "charts-one-secret\n")
	t.Setenv("GIT_USER", "ann")
	t.Setenv("PULL_TOKEN", "pull-one-secret")
	t.Setenv("SLIPWAY_CREDENTIAL_GIT_PASSWORD", "git-one-secret")
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status")
	c := l.client("hub")
	l.eventually(c, webConfig, "there", func(obj map[string]any) bool { return obj != nil })
	for _, namespace := range []string{secretForms[agent].Namespace, "apps"} {
		secret := l.get(c, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: namespace, Name: "images"})
		config, err := base64.StdEncoding.DecodeString(secret["data"].(map[string]any)[".dockerconfigjson"].(string))
		if err != nil || secret["type"] != "kubernetes.io/dockerconfigjson" || !strings.Contains(string(config), `"`+server.host+`":{`) ||
			!strings.Contains(string(config), "pull-one-secret") {
			t.Errorf("in %s images are pulled with %s, %v", namespace, secret["type"], err)
		}
	}

	t.Log("bootstrap again changes nothing")
	before := meta(l.get(c, secretForms[agent]), "resourceVersion")
	l.run("bootstrap", "--timeout", "2m")
	if after := meta(l.get(c, secretForms[agent]), "resourceVersion"); after != before {
		t.Errorf("the Secret was written again: %s, then %s", before, after)
	}
}
