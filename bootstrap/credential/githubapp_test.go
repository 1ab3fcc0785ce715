package credential

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/slipway-platform/slipway/generator/platform"
)

// forge answers as GitHub's API documents it: it checks the signature, the
// algorithm and the times of what an App sends. Whether GitHub itself does so,
// and what an App may do there, no test here can show.
type forge struct {
	key   *rsa.PublicKey
	given int
	life  time.Duration
}

func (f *forge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(bearer, &claims, func(*jwt.Token) (any, error) { return f.key, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer("12"), jwt.WithExpirationRequired(), jwt.WithIssuedAt())
	switch {
	case err != nil, claims.ExpiresAt.Sub(claims.IssuedAt.Time) > 10*time.Minute:
		http.Error(w, "a message that nobody needs", http.StatusUnauthorized)
	case r.URL.Path == "/api/v3/app/installations/99/access_tokens":
		http.Redirect(w, r, "https://elsewhere.example.com/", http.StatusTemporaryRedirect)
	case r.Method != http.MethodPost || r.URL.Path != "/api/v3/app/installations/34/access_tokens":
		http.Error(w, "no", http.StatusNotFound)
	default:
		f.given++
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"token":"s-token-%d","expires_at":%q}`, f.given, time.Now().Add(f.life).UTC().Format(time.RFC3339))
	}
}

func TestAppToken(t *testing.T) {
	key, other := rsaKey(t), rsaKey(t)
	f := &forge{key: &key.PublicKey, life: time.Hour}
	server := httptest.NewTLSServer(f)
	defer server.Close()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	repository := server.URL + "/acme/platform.git"
	for name, tt := range map[string]struct {
		app   platform.GitHubApp
		key   string
		ca    []byte
		wrong string
	}{
		"its key":            {platform.GitHubApp{AppID: 12, InstallationID: 34}, pkcs1(key), ca, ""},
		"another form of it": {platform.GitHubApp{AppID: 12, InstallationID: 34}, pkcs8(t, key), ca, ""},
		"an address":         {platform.GitHubApp{AppID: 12, InstallationID: 34, BaseURL: server.URL + "/api/v3/"}, pkcs1(key), ca, ""},
		"another key":        {platform.GitHubApp{AppID: 12, InstallationID: 34}, pkcs1(other), ca, "does not take the key for that of App 12"},
		"another app":        {platform.GitHubApp{AppID: 13, InstallationID: 34}, pkcs1(key), ca, "App 13"},
		"no installation":    {platform.GitHubApp{AppID: 12, InstallationID: 35}, pkcs1(key), ca, "knows no installation 35 of App 12"},
		"sent elsewhere":     {platform.GitHubApp{AppID: 12, InstallationID: 99}, pkcs1(key), ca, "307"},
		"no key":             {platform.GitHubApp{AppID: 12, InstallationID: 34}, "s-nonsense", ca, "no RSA key"},
		"nobody vouches":     {platform.GitHubApp{AppID: 12, InstallationID: 34}, pkcs1(key), nil, "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			f.given = 0
			r := &Reader{Getenv: func(string) string { return tt.key }}
			c := platform.Credential{Name: "c", Kind: "git", GitHubApp: &tt.app, From: from{Env: &env{GitHubAppKey: "KEY"}}}
			for range 2 { // the second time it is remembered
				token, err := r.AppToken(t.Context(), c, repository, tt.ca)
				switch {
				case tt.wrong == "" && (err != nil || token != "s-token-1"):
					t.Errorf("got %v", err)
				case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong)):
					t.Errorf("got %v, want %q", err, tt.wrong)
				case err != nil && (strings.Contains(err.Error(), "s-") || strings.Contains(err.Error(), "nobody needs") || strings.Contains(err.Error(), "eyJ")):
					t.Errorf("the error holds too much: %v", err)
				}
			}
		})
	}
}

// TestAppTokenIsRenewed before it ends: a run may wait for hours.
func TestAppTokenIsRenewed(t *testing.T) {
	key := rsaKey(t)
	f := &forge{key: &key.PublicKey, life: 2 * time.Minute}
	server := httptest.NewTLSServer(f)
	defer server.Close()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	r := &Reader{Getenv: func(string) string { return pkcs1(key) }}
	c := platform.Credential{Name: "c", GitHubApp: &platform.GitHubApp{AppID: 12, InstallationID: 34}, From: from{Env: &env{GitHubAppKey: "KEY"}}}
	for i := range 2 {
		if token, err := r.AppToken(context.Background(), c, server.URL+"/acme.git", ca); err != nil || token != fmt.Sprintf("s-token-%d", i+1) {
			t.Errorf("got %v", err)
		}
	}
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pkcs1(key *rsa.PrivateKey) string {
	return encoded("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
}

func pkcs8(t *testing.T, key *rsa.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return encoded("PRIVATE KEY", der)
}

func encoded(kind string, der []byte) string {
	var out bytes.Buffer
	_ = pem.Encode(&out, &pem.Block{Type: kind, Bytes: der}) // a buffer takes everything
	return out.String()
}
