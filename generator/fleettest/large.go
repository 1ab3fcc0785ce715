package fleettest

import (
	"fmt"
	"strings"
)

// largeHead is a platform with 45 components, the twelve groups of large and
// three rings.
const largeHead = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: fleet}
spec:
  agent: AGENT
  profile: production
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/fleet.git}
  components:
    cert-manager: {config: {issuer: {kind: acme, email: ops@example.com}}}
    external-dns: {config: {provider: aws}}
    loki: {config: {objects: {bucket: logs, region: eu}}}
    tempo: {config: {objects: {bucket: traces, region: eu}}}
    velero: {config: {bucket: backup}}
    metallb: {config: {addresses: [192.0.2.10-192.0.2.20]}}
    traefik: {config: {dashboard: {host: "traefik.$(cluster.domain)"}}}
PLAIN  groups:
GROUPS  rings:
    - {name: canary, match: {ring: canary}, versions: {cert-manager: v1.22.0, traefik: 41.4.0}}
    - {name: early, match: {ring: early}, versions: {cert-manager: v1.22.0}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub, labels: {environment: production, region: eu, tier: core, team: web}}
`

// plain are the components that need no settings.
const plain = "alloy argo-events argo-rollouts argo-workflows backstage blackbox-exporter cilium cloudnative-pg crossplane dashboard descheduler dex envoy-gateway external-secrets falco harbor headlamp keda kube-prometheus-stack kyverno kyverno-policies linkerd longhorn metrics-server namespaces node-feature-discovery oauth2-proxy openbao opencost opentelemetry-operator platform-info policy-reporter reloader sealed-secrets snapshot-controller trivy-operator trust-manager vpa"

// large are labels, and what groups of clusters with each of their values set.
var large = [...]struct{ label, value, components string }{
	{"environment", "production", "cert-manager: {config: {replicas: 3}}"},
	{"environment", "staging", "reloader: {config: {replicas: 1}}"},
	{"environment", "dev", "velero: {enabled: false}"},
	{"region", "eu", "external-dns: {config: {policy: sync}}"},
	{"region", "us", "external-dns: {config: {policy: upsert-only}}"},
	{"region", "ap", "external-dns: {config: {provider: google}}"},
	{"tier", "core", "traefik: {config: {replicas: 3}}"},
	{"tier", "edge", "descheduler: {enabled: false}"},
	{"tier", "gpu", "trivy-operator: {config: {replicas: 2}}"},
	{"team", "web", "headlamp: {enabled: false}"},
	{"team", "data", "metrics-server: {config: {replicas: 3}}"},
	{"team", "ml", "argo-rollouts: {config: {replicas: 3}}"},
}

// Large is a platform.yaml of n clusters with 45 components on nearly each,
// 12 groups and 3 rings; one cluster in twenty has settings of its own.
func Large(agent string, n int) string {
	var components, groups strings.Builder
	for _, name := range strings.Fields(plain) {
		fmt.Fprintf(&components, "    %s: {}\n", name)
	}
	for _, g := range large {
		fmt.Fprintf(&groups, "    - {name: %s, match: {%s: %s}, components: {%s}}\n", g.value, g.label, g.value, g.components)
	}
	var b strings.Builder
	b.WriteString(strings.NewReplacer("AGENT", agent, "PLAIN", components.String(), "GROUPS", groups.String()).Replace(largeHead))
	for i := 1; i < n; i++ {
		var labels []string
		for j := 0; j < len(large); j += 3 { // three values each, in every combination
			g := large[j+i/[...]int{1, 3, 9, 27}[j/3]%3]
			labels = append(labels, g.label+": "+g.value)
		}
		if ring := [...]string{"canary", "early"}; i%10 < len(ring) {
			labels = append(labels, "ring: "+ring[i%10])
		}
		own := ""
		if i%20 == 7 {
			own = fmt.Sprintf(", components: {metallb: {config: {addresses: [192.0.%d.%d/32]}}}", i/250, i%250)
		}
		fmt.Fprintf(&b, "    - {name: c%05d, labels: {%s}, server: \"https://c%05d.example.com:6443\", credentials: {secretRef: {name: c%05d}}%s}\n",
			i, strings.Join(labels, ", "), i, i, own)
	}
	return b.String()
}
