//go:build e2e

package e2e

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
    - {name: git, kind: git, url: "https://HOST", from: {env: {username: GIT_USER}, ASKED: true}}
    - {name: charts, kind: oci, url: "oci://HOST/charts", from: {env: {username: GIT_USER}, file: {password: ../charts-token}}}
    - {name: images, kind: pull, url: "oci://HOST", namespaces: [apps], from: {env: {username: GIT_USER, password: PULL_TOKEN}}}
  components: {namespaces: {}, platform-info: {}, web: {config: {message: first}}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {colour: blue}}
`

// unreadable is what says first, with each agent, that the repository may not be
// read any more, and in which words: Argo CD's Applications keep it to themselves
// for three minutes.
var unreadable = map[string]struct {
	source kube.Ref
	says   string
}{
	"argocd":  {kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "ApplicationSet", Namespace: "argocd", Name: "clusters"}, "authentication required"},
	"flux":    {kube.Ref{APIVersion: "source.toolkit.fluxcd.io/v1", Kind: "GitRepository", Namespace: "flux-system", Name: "platform"}, "GitOperationFailed"},
	"sveltos": {kube.Ref{APIVersion: "source.toolkit.fluxcd.io/v1", Kind: "GitRepository", Namespace: "flux-system", Name: "platform"}, "GitOperationFailed"},
}

// TestCredentials is the story of a platform whose Git server and chart registry
// want a password and have a certificate of a private authority: it is brought
// in, the tokens change, and no value is ever where it does not belong.
func TestCredentials(t *testing.T) {
	withAgents(t, credentials, "flux")
}

func credentials(t *testing.T, agent string) {
	server := newSecureServer(t)
	l := newLab(t, strings.NewReplacer("AGENT", agent, "HOST", server.host, "ASKED", tokenFrom[agent]).Replace(credentialsPlatform))
	setToken := map[string]func(token string){"prompt": answer(t), "gitCredentialHelper": helper(t)}[tokenFrom[agent]]
	server.tokens("git-one-secret", "charts-one-secret")
	server.push("charts-one-secret", "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", "oci://"+server.host+"/charts", 1))
	l.write("ca.crt", string(server.ca))
	l.write("../charts-token", "charts-one-secret\n")
	t.Setenv("GIT_USER", "ann")
	t.Setenv("PULL_TOKEN", "pull-one-secret")
	setToken("git-one-secret")
	printed := l.says("generate", "-v") + l.says("lab", "up", "--timeout", "4m", "-v") + l.says("status", "-v")
	c := l.client("hub")
	l.eventually(c, webConfig, "there", func(obj map[string]any) bool { return obj != nil })
	namespace := unreadable[agent].source.Namespace
	pullsWith(l, c, namespace, server.host, "pull-one-secret")
	pullsWith(l, c, "apps", server.host, "pull-one-secret")
	pullsWith(l, l.client("spoke"), "apps", server.host, "pull-one-secret")

	endsSoon(l, "certificate of Corporate", server.caExpires)

	t.Log("bootstrap again changes nothing")
	secret := kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: namespace, Name: "platform-repository"}
	before := meta(l.get(c, secret), "resourceVersion")
	printed += l.says("bootstrap", "--timeout", "2m", "-v", "-o", "json")
	if after := meta(l.get(c, secret), "resourceVersion"); after != before {
		t.Errorf("the Secret was written again: %s, then %s", before, after)
	}

	t.Log("the server changes its tokens")
	server.tokens("git-two-secret", "charts-two-secret")
	server.push("charts-two-secret", "1.1.0")
	l.eventually(c, unreadable[agent].source, "refused", func(obj map[string]any) bool {
		return strings.Contains(fmt.Sprint(obj["status"]), unreadable[agent].says)
	})
	probe := refusedChart(l, c, server.host)
	for _, args := range [][]string{{"bootstrap", "-v"}, {"status", "-v"}, {"status", "-o", "json"}, {"lock"}} {
		out, errOut, err := l.try(args...)
		if err == nil || !strings.Contains(errOut, "the credentials given were refused") && !strings.Contains(errOut, "401") {
			t.Errorf("slipway %v with old tokens: %v\n%s", args, err, errOut)
		}
		printed += out + errOut
	}
	nowhere(t, l, server, printed)

	t.Log("bootstrap with the new ones, and the agent reads at once")
	setToken("git-two-secret")
	t.Setenv("PULL_TOKEN", "pull-two-secret")
	l.write("../charts-token", "charts-two-secret\n")
	l.edit("platform.yaml", "web: {config: {message: first}}", "web: {version: 1.1.0, config: {message: second}}")
	l.run("generate", "-q")
	l.run("bootstrap", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	l.eventually(c, webConfig, "of the new version", func(obj map[string]any) bool { return obj["data"].(map[string]any)["version"] == "1.1.0" })
	pullsWith(l, l.client("spoke"), "apps", server.host, "pull-two-secret")
	if probe != nil {
		l.eventually(c, *probe, "asked for again, and read", func(obj map[string]any) bool {
			return strings.Contains(fmt.Sprint(obj["status"]), "lastHandledReconcileAt") && strings.Contains(fmt.Sprint(obj["status"]), "stored artifact")
		})
	}
}

// refusedChart is one more object that reads the registry, as Flux has them, and
// that is refused with the old token; it looks again by itself once an hour. Nil
// where the agent reads charts otherwise.
func refusedChart(l *lab, c *kube.Client, host string) *kube.Ref {
	l.t.Helper()
	r := kube.Ref{APIVersion: "source.toolkit.fluxcd.io/v1", Kind: "OCIRepository", Namespace: "flux-system"}
	all, err := c.List(l.t.Context(), r, kube.ListOptions{})
	if errors.Is(err, kube.ErrNoKind) {
		return nil
	}
	for _, o := range all {
		spec := o["spec"].(map[string]any)
		if !strings.Contains(spec["url"].(string), host) {
			continue
		}
		r.Name, spec["interval"], spec["ref"] = "probe", "1h", map[string]any{"tag": "1.1.0"}
		probe := map[string]any{"apiVersion": r.APIVersion, "kind": r.Kind, "metadata": map[string]any{"name": r.Name, "namespace": r.Namespace}, "spec": spec}
		if _, err := c.Apply(l.t.Context(), "test", []map[string]any{probe}, kube.ApplyOptions{}); err != nil {
			l.t.Fatal(err)
		}
		l.eventually(c, r, "refused", func(obj map[string]any) bool {
			return strings.Contains(fmt.Sprint(obj["status"]), "UNAUTHORIZED") || strings.Contains(fmt.Sprint(obj["status"]), "401")
		})
		return &r
	}
	if err != nil {
		l.t.Fatal(err)
	}
	return nil
}

// tokenFrom is who gives the token for Git.
var tokenFrom = map[string]string{"argocd": "prompt", "flux": "gitCredentialHelper", "sveltos": "gitCredentialHelper"}

// answer gives tokens as CI does, where there is no terminal.
func answer(t *testing.T) func(token string) {
	return func(token string) { t.Setenv("SLIPWAY_CREDENTIAL_GIT_PASSWORD", token) }
}

// helper makes a credential helper in the user's configuration of git.
func helper(t *testing.T) func(token string) {
	dir := t.TempDir()
	program, file := filepath.Join(dir, "helper"), filepath.Join(dir, "token")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(program, "#!/bin/sh\ntest \"$1\" = get && echo \"password=$(cat "+file+")\"\n")
	write(filepath.Join(dir, "config"), "[credential]\n\thelper = "+program+"\n")
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(dir, "config"))
	return func(token string) { write(file, token) }
}

// pullsWith holds the Secret for images of a namespace to a host and a token.
func pullsWith(l *lab, c *kube.Client, namespace, host, token string) {
	l.t.Helper()
	secret := l.get(c, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: namespace, Name: "images"})
	config, err := base64.StdEncoding.DecodeString(secret["data"].(map[string]any)[".dockerconfigjson"].(string))
	if err != nil || secret["type"] != "kubernetes.io/dockerconfigjson" || !strings.Contains(string(config), `"`+host+`":{`) || !strings.Contains(string(config), token) {
		l.t.Errorf("in %s images are pulled by a Secret of type %s: %v", namespace, secret["type"], err)
	}
}

// endsSoon: status names the day on which something of the agent's ends.
func endsSoon(l *lab, what string, at time.Time) {
	l.t.Helper()
	if text := l.run("status"); !strings.Contains(text, what) || !strings.Contains(text, " on hub ends on "+at.Format(time.DateOnly)+", in 19 days\n") {
		l.t.Errorf("status does not say that the %s ends:\n%s", what, text)
	}
	var report struct {
		Credentials []struct {
			Name, Cluster, What string
			Expires             time.Time
		}
	}
	if err := json.Unmarshal([]byte(l.run("status", "-o", "json")), &report); err != nil {
		l.t.Fatal(err)
	}
	for _, c := range report.Credentials {
		if c.What == what && c.Cluster == "hub" && c.Expires.Equal(at) {
			return
		}
	}
	l.t.Errorf("status does not list the %s: %v", what, report.Credentials)
}

// says runs slipway, which must succeed, and returns all that it printed.
func (l *lab) says(args ...string) string {
	l.t.Helper()
	out, errOut, err := l.try(args...)
	if err != nil {
		l.t.Fatalf("slipway %s: %v\n%s%s", strings.Join(args, " "), err, out, errOut)
	}
	return out + errOut
}
