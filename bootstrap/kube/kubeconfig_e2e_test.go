//go:build e2e

package kube_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// kubeconfigText changes the one cluster and the one user of a kubeconfig.
func kubeconfigText(t *testing.T, from []byte, change func(cluster, user map[string]any)) []byte {
	t.Helper()
	var file map[string]any
	if err := yaml.Unmarshal(from, &file); err != nil {
		t.Fatal(err)
	}
	one := func(list, of string) map[string]any {
		return file[list].([]any)[0].(map[string]any)[of].(map[string]any)
	}
	change(one("clusters", "cluster"), one("users", "user"))
	out, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestReachAsKubectlDoes: what a kubeconfig may ask for works with a real API
// server, and where it does not the error says what to mend.
func TestReachAsKubectlDoes(t *testing.T) {
	kubeconfig := cluster(t)
	plugin := func(user map[string]any, text string) {
		script := filepath.Join(t.TempDir(), "login") // another each time: what one said is remembered
		if err := os.WriteFile(script, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
		token := user["token"]
		delete(user, "token")
		user["exec"] = map[string]any{"apiVersion": "client.authentication.k8s.io/v1", "command": script, "interactiveMode": "IfAvailable",
			"env": []any{map[string]any{"name": "TOKEN", "value": token}}}
	}
	proxy, passed := connectProxy(t)
	server := ""
	kubeconfigText(t, kubeconfig, func(c, _ map[string]any) { server = c["server"].(string) })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	const says = `printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$TOKEN"`
	const fails = "echo 'log in first' >&2; echo $TOKEN; exit 7"
	for _, tt := range []struct {
		name   string
		change func(cluster, user map[string]any)
		says   string // of the error; empty where there is none
	}{
		{"as it is", func(_, _ map[string]any) {}, ""},
		{"exec plugin", func(_, u map[string]any) { plugin(u, says) }, ""},
		{"exec plugin that fails", func(_, u map[string]any) { plugin(u, fails) }, "login failed with exit code 7"},
		{"exec plugin that says something else", func(_, u map[string]any) { plugin(u, "echo $TOKEN") }, "decoding stdout"},
		{"exec plugin that is not there", func(_, u map[string]any) { plugin(u, ""); u["exec"].(map[string]any)["command"] = "no-such-login" }, "no-such-login"},
		{"exec plugin that must ask", func(_, u map[string]any) {
			plugin(u, says)
			u["exec"].(map[string]any)["interactiveMode"] = "Always"
		}, "interactive"},
		{"proxy-url", func(c, _ map[string]any) { c["proxy-url"] = "http://user:secret-word@" + proxy }, ""},
		{"proxy that is not there", func(c, _ map[string]any) { c["proxy-url"] = "http://user:secret-word@127.0.0.1:1" }, "(through the proxy 127.0.0.1:1)"},
		{"private authority that is not named", func(c, _ map[string]any) { delete(c, "certificate-authority-data") }, "does not trust who signed the server's certificate"},
		{"another authority", func(c, _ map[string]any) { c["certificate-authority-data"] = otherAuthority(t) }, "does not trust who signed the server's certificate"},
		{"another name", func(c, _ map[string]any) { c["tls-server-name"] = "elsewhere.example.com" }, "the server's certificate is for "},
		{"the name that it has", func(c, _ map[string]any) { c["tls-server-name"] = "kubernetes.default.svc" }, ""},
		{"token that is none", func(_, u map[string]any) { u["token"] = "secret-word" }, "the server does not accept the user of context "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var token string
			text := kubeconfigText(t, kubeconfig, func(c, u map[string]any) { token, _ = u["token"].(string); tt.change(c, u) })
			before := passed.Load()
			client, err := kube.Connect(text, "")
			if err == nil {
				_, err = client.Version(t.Context())
			}
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v", err)
			}
			if err != nil && (strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "secret-word")) {
				t.Errorf("the error holds a secret: %v", err)
			}
			if tt.name == "proxy-url" && passed.Load() == before {
				t.Error("the proxy was not asked")
			}
		})
	}

	t.Run("a plugin that fails is heard", func(t *testing.T) {
		file, token := filepath.Join(t.TempDir(), "kubeconfig"), ""
		text := kubeconfigText(t, kubeconfig, func(_, u map[string]any) { token = u["token"].(string); plugin(u, fails) })
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := reachIn(t, file)
		if err == nil || !strings.Contains(out, "log in first") || strings.Contains(out, token) {
			t.Errorf("%v\n%s", err, out)
		}
	})
	t.Run("HTTPS_PROXY and NO_PROXY", func(t *testing.T) {
		// By a name that only the proxy knows, as a loopback address never goes through one; in a process of its own,
		// since the variables are read once.
		file := filepath.Join(t.TempDir(), "kubeconfig")
		if err := os.WriteFile(file, kubeconfigText(t, kubeconfig, func(c, _ map[string]any) { c["server"] = "https://kubernetes.default.svc:" + u.Port() }), 0o600); err != nil {
			t.Fatal(err)
		}
		for noProxy, reached := range map[string]bool{"": true, ".svc": false} {
			out, err := reachIn(t, file, "HTTPS_PROXY=http://"+proxy, "NO_PROXY="+noProxy)
			if (err == nil) != reached {
				t.Errorf("NO_PROXY=%q: %v\n%s", noProxy, err, out)
			}
		}
	})
}

// reachIn reaches the cluster of a kubeconfig in another process.
func reachIn(t *testing.T, kubeconfig string, env ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestReachFromTheEnvironment$", "-test.v")
	cmd.Env = append(append(os.Environ(), "REACH_KUBECONFIG="+kubeconfig), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestReachFromTheEnvironment is what the test above runs with other variables.
func TestReachFromTheEnvironment(t *testing.T) {
	file := os.Getenv("REACH_KUBECONFIG")
	if file == "" {
		t.Skip("run by TestReachAsKubectlDoes")
	}
	client, err := kube.ConnectFile(file, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Version(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestExpiredClientCertificate is told from a user that is not known.
func TestExpiredClientCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}`)
	}))
	t.Cleanup(server.Close)
	cert, key := certificate(t, time.Now().Add(-24*time.Hour))
	encoded := func(text []byte) string { return base64.StdEncoding.EncodeToString(text) }
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	client, err := kube.Connect([]byte(`{"current-context":"a","contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],
		"clusters":[{"name":"a","cluster":{"server":"`+server.URL+`","certificate-authority-data":"`+encoded(ca)+`"}}],
		"users":[{"name":"a","user":{"client-certificate-data":"`+encoded(cert)+`","client-key-data":"`+encoded(key)+`"}}]}`), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Version(t.Context()); err == nil || !strings.Contains(err.Error(), "the client certificate of context a expired on ") {
		t.Error(err)
	}
}

// connectProxy is a proxy that counts what it passes on. It reaches the API
// server by the name that it has inside its cluster, too.
func connectProxy(t *testing.T) (address string, passed *atomic.Int64) {
	t.Helper()
	passed = new(atomic.Int64)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := net.Dial("tcp", strings.Replace(r.Host, "kubernetes.default.svc", "127.0.0.1", 1))
		if r.Method != http.MethodConnect || err != nil {
			http.Error(w, fmt.Sprint(err), http.StatusBadGateway)
			return
		}
		defer out.Close()
		passed.Add(1)
		in, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer in.Close()
		if _, err := io.WriteString(in, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(out, buffered)
			out.Close()
		}()
		_, _ = io.Copy(in, out)
	}))
	t.Cleanup(proxy.CloseClientConnections)
	return strings.TrimPrefix(proxy.URL, "http://"), passed
}

func otherAuthority(t *testing.T) string {
	cert, _ := certificate(t, time.Now().Add(time.Hour))
	return base64.StdEncoding.EncodeToString(cert)
}

// certificate is a self-signed one that ends at a time, in PEM.
func certificate(t *testing.T, end time.Time) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "somebody"}, NotBefore: end.Add(-48 * time.Hour), NotAfter: end, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})
}
