package local

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// Probe tells when a process is ready: an HTTP(S) GET that answers 200, or an
// open TCP port.
type Probe struct {
	URL    string `json:"url,omitempty" yaml:"url,omitempty"`
	CAFile string `json:"caFile,omitempty" yaml:"caFile,omitempty"`
	TCP    string `json:"tcp,omitempty" yaml:"tcp,omitempty"`
}

const (
	probePeriod  = 100 * time.Millisecond
	probeTimeout = 2 * time.Second
)

func (p *Probe) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if p.TCP != "" {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", p.TCP)
		if err != nil {
			return err
		}
		return conn.Close()
	}
	return p.get(ctx)
}

func (p *Probe) get(ctx context.Context) error {
	client, err := loopbackClient(p.CAFile)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL, nil)
	if err != nil {
		return fmt.Errorf("read probe: %w", err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", p.URL, resp.Status)
	}
	return nil
}

// loopbackClient talks to this machine only: it never goes through a proxy.
func loopbackClient(caFile string) (*http.Client, error) {
	transport := &http.Transport{}
	if caFile != "" {
		pem, err := os.ReadFile(caFile)
		if err != nil {
			return nil, fmt.Errorf("read certificate authority: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read certificate authority %s: no certificate in it", caFile)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport}, nil
}
