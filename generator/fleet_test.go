package generator_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

func sources(tb testing.TB) generator.Sources {
	tb.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		tb.Fatal(err)
	}
	return generator.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Templates: templates.FS,
		Providers: []string{"existing", "local"}, Version: "v0.0.0-test"}
}

// fleet writes a platform of n clusters with every component, three groups, two
// rings, and settings of its own for one cluster in twenty. reloader is what
// the platform says of that component, for tests that change it.
func fleet(n int, reloader string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: fleet}
spec:
  agent: argocd
  profile: production
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/fleet.git}
  components:
    cert-manager: {config: {issuer: {kind: acme, email: ops@example.com}}}
    external-dns: {config: {provider: aws}}
    external-secrets: {}
    kube-prometheus-stack: {}
    kyverno: {}
    traefik: {config: {dashboard: {host: "traefik.$(cluster.domain)"}}}
    metallb: {config: {addresses: [192.0.2.10-192.0.2.20]}}
    metrics-server: {}
    reloader: {%s}
    namespaces: {}
    platform-info: {config: {extra: {region: "$(cluster.labels.region)"}}}
    sample: {}
  groups:
    - {name: production, match: {environment: production}, components: {cert-manager: {config: {replicas: 3}}}}
    - {name: edge, match: {tier: edge}, components: {sample: {enabled: false}}}
    - {name: eu, match: {region: eu}, components: {external-dns: {config: {policy: sync}}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {cert-manager: v1.22.0, traefik: 41.4.0}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub, labels: {environment: production, region: eu}}
`, reloader)
	for i := 1; i < n; i++ {
		name := fmt.Sprintf("c%04d", i)
		labels := fmt.Sprintf("environment: %s, region: %s, tier: %s", pick(i, "staging", "dev", "production"),
			pick(i, "us", "eu", "eu", "ap"), pick(i, "core", "core", "core", "core", "edge"))
		if i%10 == 0 {
			labels += ", ring: canary"
		}
		own := ""
		if i%20 == 0 {
			own = fmt.Sprintf(", components: {metallb: {config: {addresses: [192.0.2.%d/32]}}}", i%250)
		}
		fmt.Fprintf(&b, "    - {name: %s, labels: {%s}, server: \"https://%s.example.com:6443\", credentials: {secretRef: {name: %s}}%s}\n",
			name, labels, name, name, own)
	}
	return b.String()
}

func pick(i int, of ...string) string { return of[i%len(of)] }

func write(tb testing.TB, dir string, files map[string]string) {
	tb.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}

func load(tb testing.TB, src generator.Sources, dir string) *platform.Platform {
	tb.Helper()
	p, err := generator.Load(src, dir)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func renderTree(tb testing.TB, src generator.Sources, p *platform.Platform) *tree.Tree {
	tb.Helper()
	t, err := generator.Render(src, p)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// filesOf loads and renders a platform.
func filesOf(tb testing.TB, files map[string]string) map[string]string {
	tb.Helper()
	dir := tb.TempDir()
	write(tb, dir, files)
	src := sources(tb)
	out := map[string]string{}
	for _, f := range renderTree(tb, src, load(tb, src, dir)).Files() {
		out[f.Path] = string(f.Data)
	}
	return out
}

func generate(tb testing.TB, src generator.Sources, dir string) *tree.Changes {
	tb.Helper()
	c, err := generator.Plan(src, dir, generator.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if err := c.Apply(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return c
}
