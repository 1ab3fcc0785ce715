package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"
)

// pki names the certificates of one control plane. One certificate serves all
// its programs: they trust each other and nobody else.
type pki struct {
	dir     string
	further []netip.Addr // at which the API server is reached
}

func (p pki) ca() string             { return filepath.Join(p.dir, "ca.crt") }
func (p pki) cert() string           { return filepath.Join(p.dir, "server.crt") }
func (p pki) key() string            { return filepath.Join(p.dir, "server.key") }
func (p pki) accounts() string       { return filepath.Join(p.dir, "service-accounts.key") }
func (p pki) accountsPublic() string { return filepath.Join(p.dir, "service-accounts.pub") }

const certificateLife = 10 * 365 * 24 * time.Hour

// ensure makes everything once. The authority's key is thrown away.
func (p pki) ensure() error {
	if isFile(p.cert()) { // written last
		return nil
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return fmt.Errorf("create certificate folder: %w", err)
	}
	if err := p.makeAccountKey(); err != nil {
		return fmt.Errorf("create service account key: %w", err)
	}
	if err := p.makeCertificates(); err != nil {
		return fmt.Errorf("create certificates: %w", err)
	}
	return nil
}

func (p pki) makeAccountKey() error {
	key, err := newKey()
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return err
	}
	if err := writeKey(p.accounts(), key); err != nil {
		return err
	}
	return writePEM(p.accountsPublic(), "PUBLIC KEY", public)
}

func (p pki) makeCertificates() error {
	caKey, err := newKey()
	if err != nil {
		return err
	}
	ca := certificate(1, "slipway-local-ca")
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage = true, true, x509.KeyUsageCertSign
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return err
	}
	key, err := newKey()
	if err != nil {
		return err
	}
	server := certificate(2, "slipway-local")
	server.KeyUsage = x509.KeyUsageDigitalSignature
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	server.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 0, 0, 1)}
	for _, a := range p.further {
		server.IPAddresses = append(server.IPAddresses, a.AsSlice())
	}
	serverDER, err := x509.CreateCertificate(rand.Reader, server, ca, &key.PublicKey, caKey)
	if err != nil {
		return err
	}
	if err := writePEM(p.ca(), "CERTIFICATE", caDER); err != nil {
		return err
	}
	if err := writeKey(p.key(), key); err != nil {
		return err
	}
	return writePEM(p.cert(), "CERTIFICATE", serverDER)
}

func certificate(serial int64, name string) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLife),
	}
}

func newKey() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func writeKey(path string, key *ecdsa.PrivateKey) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return writePEM(path, "EC PRIVATE KEY", der)
}

func writePEM(path, kind string, der []byte) error {
	return WritePrivate(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
