// Package guard keeps pages that a program on this machine serves from what pages
// of others could do with them.
package guard

import (
	"net"
	"net/http"
	"net/netip"
)

// Pages lets browsers do with pages what policy, a Content-Security-Policy, allows,
// and keep nothing. A host that is not allowed is answered with refused: a page of
// somebody else's could have made its own name lead here, and would read them.
func Pages(next http.Handler, policy string, allowed func(hostport string) bool, refused string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !allowed(r.Host) {
			http.Error(w, refused, http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ByAddress allows IP addresses and localhost, with a port or without.
func ByAddress(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	_, err = netip.ParseAddr(host)
	return err == nil || host == "localhost"
}
