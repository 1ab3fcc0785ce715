//go:build e2e && linux

package e2e

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/slipway-platform/slipway/e2e/trouble"
)

// gate stands before a server and makes trouble; it keeps its address when
// nobody listens there.
type gate struct {
	t       testing.TB
	address string
	kind    atomic.Value // of trouble
	handler http.Handler
	server  *http.Server
}

func newGate(t testing.TB, next http.Handler) *gate {
	t.Helper()
	g := &gate{t: t, address: freeAddress(t)}
	g.kind.Store("")
	g.handler = trouble.Handler(next, func() string { return g.kind.Load().(string) })
	g.up()
	t.Cleanup(g.down)
	return g
}

func (g *gate) up() {
	g.t.Helper()
	l, err := net.Listen("tcp", g.address)
	if err != nil {
		g.t.Fatal(err)
	}
	g.server = &http.Server{Handler: g.handler} // #nosec G112 -- of a test
	go func() { _ = g.server.Serve(l) }()
}

func (g *gate) down() { _ = g.server.Close() }

// makes begins a kind of trouble and returns what ends it.
func (g *gate) makes(kind string) (lift func()) {
	g.kind.Store(kind)
	return func() { g.kind.Store("") }
}

// goes ends whoever listens, until that is lifted.
func (g *gate) goes() (lift func()) {
	g.down()
	return g.up
}

// before passes on to a server elsewhere.
func before(t testing.TB, address string) http.Handler {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return httputil.NewSingleHostReverseProxy(u)
}
