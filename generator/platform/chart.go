package platform

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/url"
	"strings"
)

// OCI reports whether the chart comes from an OCI registry.
func (c Chart) OCI() bool { return strings.HasPrefix(c.Repository, "oci://") }

// PlainHTTP reports whether the chart's registry speaks plain HTTP: one on
// this machine does.
func (c Chart) PlainHTTP() bool { return c.OCI() && OnLoopback(c.Repository) }

// RepositoryID is what tells chart repositories apart in the names of objects.
func (c Chart) RepositoryID() string {
	sum := sha256.Sum256([]byte(c.Repository))
	return hex.EncodeToString(sum[:5])
}

// OnLoopback reports whether a URL's host is this machine.
func OnLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// Hostname is the host of a URL, without its port; empty where it is no URL.
func Hostname(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
