//go:build e2e

package e2e

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/e2e/kindnode"
)

const (
	// kindVariable asks for the stories on real nodes when it is 1, and when it is
	// short for one that ends within shortTime.
	kindVariable = "SLIPWAY_E2E_KIND"
	kindShort    = "short"
	shortTime    = 6 * time.Minute
	// kindImageVariable names a published node image, where one can be pulled.
	kindImageVariable = "SLIPWAY_KIND_IMAGE"
	// kindEngineVariable names the engine, as it does to slipway and to kind.
	kindEngineVariable = "KIND_EXPERIMENTAL_PROVIDER"
)

// kindHost is this machine as the host of kind clusters: an engine, a node image,
// and a registry that the nodes and their pods reach and trust.
type kindHost struct {
	image        string // of the nodes
	network      string // what kind installs for pods
	registry     string // its address for everybody
	push         string // its address for the tests
	certificates string // a folder with the authority that signed for it
	ctx          context.Context
}

// newKindHost skips where no engine is possible, or where much would have to be
// compiled and nobody wants to wait for that.
func newKindHost(t *testing.T) *kindHost {
	t.Helper()
	asked := os.Getenv(kindVariable)
	if asked != "1" && asked != kindShort {
		t.Skip("skipped: make e2e-kind tells this story")
	}
	needs := agents["flux"].programs
	if os.Getenv(kindImageVariable) == "" {
		needs = slices.Concat(kindnode.Programs(), needs)
	}
	if kindEngine() == "nerdctl" {
		needs = slices.Concat(needs, kindnode.NerdctlPrograms())
	}
	mayCompile(t, needs...)
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	h := &kindHost{image: os.Getenv(kindImageVariable), network: "kindnet", certificates: t.TempDir(), ctx: t.Context()}
	if asked == kindShort {
		unlessBusy(t)
		var cancel context.CancelFunc
		h.ctx, cancel = context.WithTimeoutCause(t.Context(), shortTime, fmt.Errorf("the story did not end within %s", shortTime))
		t.Cleanup(cancel)
	}
	e, err := kindnode.Start(h.ctx, kindEngine(), filepath.Join(cache, "kindnode", "engine"))
	possible(t, err)
	t.Cleanup(func() {
		if err := e.End(); err != nil {
			t.Error(err)
		}
	})
	t.Setenv(kindEngineVariable, e.Name)
	for name, value := range e.Env {
		t.Setenv(name, value)
	}
	if h.image == "" {
		h.network = "none"
		h.image, err = e.Image(h.ctx, cache, func(step string) { t.Log(step) })
		possible(t, err)
	}
	h.serveImages(t)
	return h
}

// unlessBusy skips where a machine has so much else to do that no time can be promised.
func unlessBusy(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return // another system: nothing is known of it
	}
	var load float64
	if _, err := fmt.Sscan(string(data), &load); err != nil {
		t.Fatalf("read the load of this machine: %v", err)
	}
	if most := 4 * float64(runtime.NumCPU()); load > most {
		t.Skipf("skipped: this machine is busy (load %.0f, on %d processors), and the story would not end within %s", load, runtime.NumCPU(), shortTime)
	}
}

// bounded is a test whose context ends when its time is over, so that it fails,
// and takes down what it made, before anything from outside ends it.
type bounded struct {
	testing.TB
	ctx context.Context
}

func (b bounded) Context() context.Context { return b.ctx }

// possible skips where this machine cannot have what it lacks.
func possible(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, kindnode.ErrImpossible) {
		t.Skipf("skipped: %v; where Docker runs, %s names a published node image", err, kindImageVariable)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// kindEngine is the program of the engine that has the nodes.
func kindEngine() string { return cmp.Or(os.Getenv(kindEngineVariable), "docker") }

// engine runs it.
func engine(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), kindEngine(), args...).Output()
	if err != nil {
		t.Fatalf("%s %v: %v", kindEngine(), args, err)
	}
	return strings.TrimSpace(string(out))
}

// registryAddress is one of this machine's that containers reach before there is any
// cluster. Docker's bridge is always there, though the first time that Docker runs it does
// not say where; Podman's is only while containers are on it.
func registryAddress(t *testing.T) string {
	t.Helper()
	if kindEngine() == "docker" {
		if gateway := engine(t, "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"); gateway != "" {
			return gateway
		}
	}
	conn, err := net.Dial("udp4", "198.51.100.1:9") // it sends nothing: it asks for the way out
	if err != nil {
		t.Fatalf("find an address of this machine: %v", err)
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).IP.String()
}

// serveImages runs a registry for nodes, their pods and the tests.
func (h *kindHost) serveImages(t *testing.T) {
	t.Helper()
	images := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	plain := httptest.NewServer(images)
	t.Cleanup(plain.Close)
	h.push = strings.TrimPrefix(plain.URL, "http://")

	host := registryAddress(t)
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(images)
	server.Listener.Close()
	server.Listener = listener
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	authority, certificate := selfSigned(t, net.ParseIP(host))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.StartTLS()
	t.Cleanup(server.Close)
	h.registry = listener.Addr().String()

	// slipway, the images of pods and the nodes are told whom to trust.
	file := filepath.Join(h.certificates, "ca.crt")
	if err := os.WriteFile(file, authority, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", file)
}

// program publishes the image of a compiled program, which runs as nobody.
func (h *kindHost) program(t *testing.T, path, at string) { h.programAs(t, path, kindnode.Nobody, at) }

func (h *kindHost) programAs(t *testing.T, path, user, at string) {
	t.Helper()
	img, err := kindnode.Program(path, user, h.authority(t))
	if err != nil {
		t.Fatal(err)
	}
	h.pushImage(t, img, at)
}

func (h *kindHost) pushImage(t *testing.T, img v1.Image, at string) {
	t.Helper()
	ref, err := name.NewTag(h.push+"/"+at, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, img, remote.WithContext(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// selfSigned is a certificate for an address, which is its own authority.
func selfSigned(t *testing.T, ip net.IP) (authority []byte, certificate tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "registry of the tests"}, IPAddresses: []net.IP{ip},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
