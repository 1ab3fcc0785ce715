//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const giteaPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository:
    url: URL
    forge: {kind: gitea, api: "API", create: true, deployKeys: DEPLOY}
  credentials:
    CREDENTIALS
  components: {namespaces: {}, platform-info: {config: {extra: {round: "1"}}}OWN}
  clusters:
    - {name: hub, role: hub, provider: local}
`

// TestGitea tells the whole story of a forge on a real one: Gitea makes the repository, the agent reads over its SSH server
// by a deploy key, nobody may push to main, the pull request is merged there while bootstrap waits, and the key goes with the
// platform. The token may do what the documentation asks for, and no more.
func TestGitea(t *testing.T) {
	withAgents(t, onGitea, "flux")
}

func onGitea(t *testing.T, agent string) {
	g := startGitea(t)
	own := map[string]string{"argocd": fmt.Sprintf(", argo-cd: {config: {sshKnownHosts: %q}}", g.knownHosts())}[agent]
	api, ssh := "http://"+g.http+"/api/v1", "ssh://git@"+g.ssh+"/acme/platform.git"
	credentials := fmt.Sprintf(`- {name: git, kind: git, url: %q, from: {file: {sshPrivateKey: %s/ann, knownHosts: %s/known_hosts}}}
    - {name: api, kind: git, url: %q, from: {env: {password: FORGE_TOKEN}}}`, ssh, g.keys, g.keys, api)
	l := newLab(t, strings.NewReplacer("AGENT", agent, "URL", ssh, "API", api, "DEPLOY", "true", "OWN", own, "CREDENTIALS", credentials).Replace(giteaPlatform))
	t.Setenv("FORGE_TOKEN", g.token)
	l.run("generate", "-q")
	if _, stderr, err := l.try("lab", "up", "--timeout", "4m"); err != nil || !strings.Contains(stderr, "made the private repository "+ssh) {
		t.Fatalf("lab up says %v\n%s", err, stderr)
	}
	hub := l.client("hub")
	round := func(number string) func(map[string]any) bool {
		return func(obj map[string]any) bool { return obj != nil && obj["data"].(map[string]any)["round"] == number }
	}
	l.eventually(hub, platformInfo, "there", round("1"))
	if titles := g.titles("acme/platform"); !slices.Equal(titles, []string{"slipway acme/hub true"}) {
		t.Errorf("Gitea has the deploy keys %q", titles)
	}

	t.Log("nobody may push to main, and one run waits for the pull request")
	g.call("POST", "/repos/acme/platform/branch_protections", map[string]any{"rule_name": "main", "enable_push": false}, http.StatusCreated)
	l.edit("platform.yaml", `round: "1"`, `round: "2"`)
	l.run("generate", "-q")
	if _, stderr, err := l.try("bootstrap", "--timeout", "1m"); exitCode(err) != 1 || !strings.Contains(stderr, "push to another branch and have that merged: slipway bootstrap --branch NAME") {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	page := "http://" + g.http + "/acme/platform/pulls/1"
	waiting := startUntil(l, "push … "+page+" to be merged into main: main is at ", "bootstrap", "--branch", "round-2", "--wait-merge", "3m", "--timeout", "4m")
	g.merge(1)
	if said, err := waiting.end(); err != nil || !strings.Contains(said, "push ✓ main has it, at ") {
		t.Fatalf("bootstrap says %v\n%s", err, said)
	}
	l.eventually(hub, platformInfo, "changed", round("2"))

	t.Log("what is closed is not waited for")
	l.edit("platform.yaml", `round: "2"`, `round: "3"`)
	l.run("generate", "-q")
	waiting = startUntil(l, "pulls/2 to be merged into main: ", "bootstrap", "--branch", "round-2", "--wait-merge", "3m", "--timeout", "4m")
	g.call("PATCH", "/repos/acme/platform/pulls/2", map[string]any{"state": "closed"}, http.StatusCreated)
	if said, err := waiting.end(); exitCode(err) != 1 || !strings.Contains(said, "pulls/2 was closed without being merged") {
		t.Errorf("bootstrap says %v\n%s", err, said)
	}

	t.Log("the key goes with the platform")
	if out := l.run("uninstall", "--timeout", "4m"); !strings.Contains(out, "deploy key slipway acme/hub at the forge") {
		t.Errorf("uninstall says\n%s", out)
	}
	if titles := g.titles("acme/platform"); len(titles) > 0 {
		t.Errorf("Gitea has the deploy keys %q", titles)
	}
}

// merge presses the button; Gitea looks for conflicts first, and asks whoever is early to come again.
func (g *gitea) merge(number int) {
	g.t.Helper()
	g.eventually("the pull request to be merged", func(ctx context.Context) error {
		_, err := g.try(ctx, "POST", fmt.Sprintf("/repos/acme/platform/pulls/%d/merge", number), map[string]any{"do": "squash"}, http.StatusOK)
		return err
	})
}

// TestGiteaOverHTTPS: the same token makes the repository, pushes to it, and lets the agent read, behind a certificate of a
// private authority.
func TestGiteaOverHTTPS(t *testing.T) {
	withAgents(t, overHTTPS, "flux")
}

func overHTTPS(t *testing.T, agent string) {
	g := startGitea(t)
	front := newSecureServer(t)
	behind := http.Handler(httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: g.http}))
	front.git.Store(&behind)
	credentials := fmt.Sprintf(`- {name: git, kind: git, url: "https://%s", from: {env: {password: FORGE_TOKEN}}}
    - {name: corporate, kind: ca, url: "https://%s", from: {file: {ca: ca.crt}}}`, front.host, front.host)
	address := "https://" + front.host + "/acme/platform.git"
	l := newLab(t, strings.NewReplacer("AGENT", agent, "URL", address, "API", "https://"+front.host+"/api/v1", "DEPLOY", "false", "OWN", "", "CREDENTIALS", credentials).Replace(giteaPlatform))
	l.write("ca.crt", string(front.ca))
	t.Setenv("FORGE_TOKEN", g.token)
	l.run("generate", "-q")
	if _, stderr, err := l.try("lab", "up", "--timeout", "4m"); err != nil || !strings.Contains(stderr, "made the private repository "+address) {
		t.Fatalf("lab up says %v\n%s", err, stderr)
	}
	l.eventually(l.client("hub"), platformInfo, "there", func(obj map[string]any) bool { return obj != nil })
	l.edit("platform.yaml", `round: "1"`, `round: "2"`)
	l.land()
	l.run("status", "--wait", "1m")

	t.Log("a token that may only read is told apart")
	t.Setenv("FORGE_TOKEN", g.tokenFor("reader", "read:repository"))
	l.edit("platform.yaml", `round: "2"`, `round: "3"`)
	l.run("generate", "-q")
	if _, stderr, err := l.try("bootstrap", "--timeout", "1m"); exitCode(err) != 1 || !strings.Contains(stderr, "write to the repository: ") || !strings.Contains(stderr, "not allowed") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
}
