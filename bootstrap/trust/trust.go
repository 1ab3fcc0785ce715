// Package trust makes HTTP clients that trust a private authority besides the
// system's.
package trust

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Transport trusts the system's authorities and those in ca, PEM, where there
// are any. A server that takes a connection has a minute to begin its answer.
func Transport(ca []byte) (*http.Transport, error) {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: time.Minute}
	if len(ca) == 0 {
		return transport, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read system certificates: %w", err)
	}
	if !pool.AppendCertsFromPEM(ca) {
		return nil, errors.New("the credential's CA holds no certificate")
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return transport, nil
}

// APIClient is for requests that carry a token: it is for one host, so no
// redirect is followed, and a POST would come back as a GET. One request takes
// 30 seconds at most.
func APIClient(ca []byte) (*http.Client, error) {
	transport, err := Transport(ca)
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}
