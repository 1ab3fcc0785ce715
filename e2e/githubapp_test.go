//go:build e2e

package e2e

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const githubAppPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "https://HOST/ann/acme.git", forge: {kind: github}}
  credentials:
    - {name: corporate, kind: ca, url: "https://HOST", from: {file: {ca: ca.crt}}}
    - name: git
      kind: git
      url: "https://HOST"
      githubApp: {appID: 12, installationID: 34}
      from: {file: {githubAppPrivateKey: ../app.pem}}
  components: {namespaces: {}, platform-info: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// TestGitHubApp: Slipway pushes and the agent reads as a GitHub App. The server
// hands out a token to whoever signs with the App's key, within the times that
// GitHub documents, and its repository wants that token. What GitHub itself
// takes, and what an App may do there, this cannot show.
func TestGitHubApp(t *testing.T) {
	withAgents(t, githubApp, "flux")
}

func githubApp(t *testing.T, agent string) {
	server := newSecureServer(t)
	l := newLab(t, strings.NewReplacer("AGENT", agent, "HOST", server.host).Replace(githubAppPlatform))
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	repository := gitserver.New(server.root, gitserver.WithAuth("x-access-token", "installation-token"))
	api := http.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/v3/repos/ann/acme/pulls":
			openPull(w, r)
		case "/api/v3/app/installations/34/access_tokens":
			giveToken(w, r, &key.PublicKey)
		default:
			http.StripPrefix("/ann", repository).ServeHTTP(w, r)
		}
	}))
	server.git.Store(&api)
	l.write("ca.crt", string(server.ca))
	var text bytes.Buffer
	if err := pem.Encode(&text, &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}); err != nil {
		t.Fatal(err)
	}
	l.write("../app.pem", text.String())
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	secret := l.get(l.client("hub"), kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: unreadable[agent].source.Namespace, Name: "platform-repository"})
	if data := secret["data"].(map[string]any); data["githubAppPrivateKey"] == nil || data["password"] != nil {
		t.Error("the agent has a token that ends, not the App's key")
	}

	t.Log("a change arrives, by a new token of each")
	l.edit("platform.yaml", "platform-info: {}", "platform-info: {config: {extra: {arrived: yes}}}")
	l.land()
	l.eventually(l.client("hub"), platformInfo, "changed", func(obj map[string]any) bool { return strings.Contains(fmt.Sprint(obj["data"]), "arrived") })

	t.Log("a pull request is opened by it")
	l.edit("platform.yaml", "arrived: yes", "arrived: again")
	l.run("generate", "-q")
	_, stderr, err := l.try("bootstrap", "--branch", "change", "--timeout", "4m")
	if exitCode(err) != 3 || !strings.Contains(stderr, "have https://github.example.com/ann/acme/pull/7 merged") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
}

// openPull does what GitHub's API does for an installation that may open pull requests: there is none yet.
func openPull(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Authorization") != "Bearer installation-token":
		http.Error(w, "{}", http.StatusUnauthorized)
	case r.Method == http.MethodPost:
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"number": 7, "html_url": "https://github.example.com/ann/acme/pull/7"}`)
	default:
		fmt.Fprint(w, "[]")
	}
}

// giveToken does what GitHub's API does for the installation 34 of App 12.
func giveToken(w http.ResponseWriter, r *http.Request, key *rsa.PublicKey) {
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(bearer, &claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer("12"), jwt.WithExpirationRequired(), jwt.WithIssuedAt())
	if err != nil || claims.ExpiresAt.Sub(claims.IssuedAt.Time) > 10*time.Minute || r.Method != http.MethodPost {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"token":"installation-token","expires_at":%q}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
}
