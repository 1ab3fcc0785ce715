package board

import (
	"net/http"
	"net/netip"
	"net/url"
)

// proxyOf is the environment's proxy, but none for a board in the same room: the proxy could not reach it, and would
// read the code.
func proxyOf(r *http.Request) (*url.URL, error) {
	if isNear(r.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

// isNear tells whether a host is this machine or an address of a private network.
func isNear(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host == "localhost"
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
}
