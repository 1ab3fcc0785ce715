package trust

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
)

// FetchClient is for what is fetched, from wherever the first host says that it
// is. No credential goes to another host, and nothing over plain HTTP but to
// this machine.
func FetchClient(ca []byte) (*http.Client, error) {
	transport, err := Transport(ca)
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: transport, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) >= 10 {
			return errors.New("too many redirects")
		}
		if req.URL.Scheme != "https" && !Loopback(req.URL.Hostname()) {
			return errors.New("redirected to plain http")
		}
		if req.URL.Host != via[0].URL.Host { // the standard library would keep it for subdomains
			req.Header.Del("Authorization")
		}
		return nil
	}}, nil
}

// Loopback reports whether a host is this machine.
func Loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (err == nil && ip.IsLoopback())
}
