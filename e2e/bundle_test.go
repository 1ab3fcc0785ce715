//go:build e2e

package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// TestBootstrapFromABundle: what bootstrap itself applies, Flux's published
// distribution, comes from a bundle. The registry is there for the agent, which
// pulls from its cluster, and Slipway asks it nothing.
func TestBootstrapFromABundle(t *testing.T) {
	address, asked := countSlipway(t, serveDistribution(t, "v1.9.4"))
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "REGISTRY", address).Replace(distributionPlatform))
	withoutStandIns(l)
	l.write("catalog/app/component.cue", appComponent)
	bundle := filepath.Join(t.TempDir(), "acme.bundle")
	l.run("bundle", "--out", bundle)
	if asked.Load() == 0 {
		t.Fatal("the bundle came from nowhere")
	}
	before := asked.Load()
	t.Setenv("SLIPWAY_CACHE", programsAlone(t))
	t.Setenv("SLIPWAY_BUNDLE", bundle)
	l.run("lock", "--check")
	l.run("generate", "-q", "--locked")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	l.run("bootstrap", "--yes")
	l.get(l.client("hub"), kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "source-controller"})
	l.get(l.client("spoke"), kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "app", Name: "app"})
	if more := asked.Load() - before; more != 0 {
		t.Errorf("Slipway asked the registry %d times, and there is a bundle", more)
	}
}

// countSlipway stands in front of a registry, and counts what Slipway asks: the
// agent's client says its name.
func countSlipway(t *testing.T, behind string) (address string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	host, folder, _ := strings.Cut(behind, "/")
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: host})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.UserAgent(), "Go-http-client") {
			asked.Add(1)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://") + "/" + folder, asked
}

// programsAlone is a cache that holds what is compiled, and nothing that was fetched.
func programsAlone(t *testing.T) string {
	t.Helper()
	compiled, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	for _, folder := range []string{"programs", "modules"} {
		if err := os.MkdirAll(filepath.Join(compiled, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(compiled, folder), filepath.Join(cache, folder)); err != nil {
			t.Fatal(err)
		}
	}
	return cache
}
