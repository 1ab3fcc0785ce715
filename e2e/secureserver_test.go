//go:build e2e

package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
)

// secureServer is a Git server and a chart registry at one HTTPS address that is
// not loopback, whose certificate a private authority signed. Both let in ann
// alone, with a token that can change.
type secureServer struct {
	t          *testing.T
	host       string // with its port
	root       string // of the repositories
	ca         []byte // PEM
	caExpires  time.Time
	git, chart atomic.Pointer[http.Handler]
	charts     http.Handler // the registry without its guard
}

func newSecureServer(t *testing.T) *secureServer {
	t.Helper()
	s := &secureServer{t: t, root: filepath.Join(t.TempDir(), "git")}
	if _, err := gitserver.Init(t.Context(), s.root, "acme", "main"); err != nil {
		t.Fatal(err)
	}
	address := ownAddress(t)
	listener, err := net.Listen("tcp", net.JoinHostPort(address.String(), "0"))
	if err != nil {
		t.Fatal(err)
	}
	certificate := s.certify(address)
	server := httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	_ = server.Listener.Close()
	server.Listener, server.TLS = listener, &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that do not trust it
	server.StartTLS()
	t.Cleanup(server.Close)
	s.host = listener.Addr().String()
	s.charts = registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	return s
}

func (s *secureServer) serve(w http.ResponseWriter, r *http.Request) {
	handler := s.git.Load()
	if strings.HasPrefix(r.URL.Path, "/v2") {
		handler = s.chart.Load()
	}
	(*handler).ServeHTTP(w, r)
}

// tokens changes what opens Git and the registry.
func (s *secureServer) tokens(git, charts string) {
	repository, registry := gitserver.New(s.root, gitserver.WithAuth("ann", git)), http.Handler(guard{s.charts, charts})
	s.git.Store(&repository)
	s.chart.Store(&registry)
}

// guard asks for a password as registries do.
type guard struct {
	http.Handler
	token string
}

func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if user, password, _ := r.BasicAuth(); user != "ann" || password != g.token {
		w.Header().Set("WWW-Authenticate", `Basic realm="charts"`)
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	g.Handler.ServeHTTP(w, r)
}

// push puts the chart web into the registry.
func (s *secureServer) push(token, version string) {
	s.t.Helper()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.ca)
	ref, err := name.NewTag(s.host + "/charts/web:" + version)
	if err != nil {
		s.t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	if err := remote.Write(ref, chartImage(s.t, version), remote.WithContext(s.t.Context()), remote.WithTransport(transport),
		remote.WithAuth(&authn.Basic{Username: "ann", Password: token})); err != nil {
		s.t.Fatal(err)
	}
}

// history is all that the repository ever held, as text.
func (s *secureServer) history() string {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), "git", "-C", filepath.Join(s.root, "acme.git"), "log", "-p", "--all", "--format=%B%an%ae")
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		s.t.Fatalf("git log: %v", err)
	}
	return string(out)
}

// certify makes an authority that ends soon, and its certificate for an address.
func (s *secureServer) certify(address net.IP) tls.Certificate {
	s.t.Helper()
	now := time.Now()
	s.caExpires = now.Add(20 * 24 * time.Hour).UTC().Truncate(time.Second)
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Corporate"}, NotBefore: now.Add(-time.Hour),
		NotAfter: s.caExpires, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "server"}, NotBefore: now.Add(-time.Hour),
		NotAfter: s.caExpires, IPAddresses: []net.IP{address}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	authorityKey, key := newKey(s.t), newKey(s.t)
	ca, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		s.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, authority, key.Public(), authorityKey)
	if err != nil {
		s.t.Fatal(err)
	}
	s.ca = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// ownAddress is one of this machine that is not loopback: there alone Slipway
// and the agents insist on HTTPS.
func ownAddress(t *testing.T) net.IP {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() {
			return n.IP
		}
	}
	t.Skip("skipped: this machine has no address but loopback")
	return nil
}
