package generator_test

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
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

// fleetHead is a platform with every component, three groups, two rings and
// facts in values.
const fleetHead = `apiVersion: slipway.dev/v1alpha1
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
    reloader: {}
    namespaces: {}
    platform-info: {config: {extra: {region: "$(cluster.labels.region)"}}}
    sample: {}
  groups:
    - {name: production, match: {environment: production}, components: {cert-manager: {config: {replicas: 3}}}}
    - {name: edge, match: {tier: edge}, components: {reloader: {config: {replicas: 1}}, sample: {enabled: false}}}
    - {name: eu, match: {region: eu}, components: {external-dns: {config: {policy: sync}}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {cert-manager: v1.22.0, traefik: 41.4.0}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub, labels: {environment: production, region: eu}}
`

// fleetYAML describes n clusters; one in twenty has settings of its own.
func fleetYAML(n int) string {
	var b strings.Builder
	b.WriteString(fleetHead)
	for i := 1; i < n; i++ {
		labels := fmt.Sprintf("environment: %s, region: %s", []string{"production", "staging", "dev"}[i%3], []string{"eu", "us", "ap"}[i/3%3])
		if i%7 == 0 {
			labels += ", tier: edge"
		}
		if i%10 == 0 {
			labels += ", ring: canary"
		}
		own := ""
		if i%20 == 0 {
			own = fmt.Sprintf(", components: {metallb: {config: {addresses: [192.0.2.%d/32]}}}", i%200)
		}
		fmt.Fprintf(&b, "    - {name: c%04d, labels: {%s}, server: \"https://c%04d.example.com:6443\", credentials: {secretRef: {name: c%04d}}%s}\n", i, labels, i, i, own)
	}
	return b.String()
}

// fleet writes a platform of n clusters into a folder.
func fleet(tb testing.TB, n int) string {
	tb.Helper()
	dir := tb.TempDir()
	write(tb, dir, "platform.yaml", fleetYAML(n))
	return dir
}

func write(tb testing.TB, dir, name, text string) {
	tb.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func mustLoad(tb testing.TB, dir string) *platform.Platform {
	tb.Helper()
	p, err := generator.Load(sources(tb), dir)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// rendered returns every file of the platform in dir.
func rendered(tb testing.TB, dir string) map[string]string {
	tb.Helper()
	t, err := generator.Render(sources(tb), mustLoad(tb, dir))
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range t.Files() {
		files[f.Path] = string(f.Data)
	}
	return files
}

var _ = flag.Bool("update", false, "write what comes out into testdata")

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
