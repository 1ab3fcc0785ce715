package kube

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/rest"
)

// whyUnreached adds to an error of the first request what in the kubeconfig is to be mended.
func (c *Client) whyUnreached(err error) error {
	if hint := c.hint(err); hint != "" {
		err = fmt.Errorf("%w\n%s", err, hint)
	}
	if proxy := c.proxy(); proxy != "" && !apierrors.IsUnauthorized(err) {
		err = fmt.Errorf("%w (through the proxy %s)", err, proxy)
	}
	return err
}

func (c *Client) hint(err error) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("context %s does not trust who signed the server's certificate: set certificate-authority-data of its cluster to the API server's own authority, or to that of a proxy which looks into connections", c.context)
	case errors.As(err, &name):
		return fmt.Sprintf("the server's certificate is for %s: use one of these as the address, or set tls-server-name of context %s's cluster to it", namesOf(name.Certificate), c.context)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the server's certificate has expired, or this machine's clock is wrong"
	case apierrors.IsUnauthorized(err):
		if end, ok := c.certificateEnd(); ok && end.Before(time.Now()) {
			return fmt.Sprintf("the client certificate of context %s expired on %s: renew it", c.context, end.UTC().Format(time.DateOnly))
		}
		return fmt.Sprintf("the server does not accept the user of context %s: log in again, or renew its token", c.context)
	}
	return ""
}

func namesOf(cert *x509.Certificate) string {
	names := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "no name"
	}
	return strings.Join(names, ", ")
}

// certificateEnd is when the user's own certificate expires, where it has one.
func (c *Client) certificateEnd() (time.Time, bool) {
	cfg := rest.CopyConfig(c.config)
	if rest.LoadTLSFiles(cfg) != nil {
		return time.Time{}, false
	}
	block, _ := pem.Decode(cfg.CertData)
	if block == nil {
		return time.Time{}, false
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}, false
	}
	return cert.NotAfter, true
}

// proxy is the host of the proxy on the way to the server; the rest of its address may hold a password.
func (c *Client) proxy() string {
	server, err := url.Parse(c.server)
	if err != nil {
		return ""
	}
	choose := c.config.Proxy
	if choose == nil {
		choose = http.ProxyFromEnvironment
	}
	proxy, err := choose(&http.Request{URL: server})
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Host
}
