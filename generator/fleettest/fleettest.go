// Package fleettest writes platforms of any size, for tests and benchmarks.
package fleettest

import (
	"fmt"
	"strings"
)

// head is a platform with every component, three groups, two rings and
// facts in values.
const head = `apiVersion: slipway.dev/v1alpha1
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

// Of is YAML for another agent.
func Of(agent string, n int) string {
	return strings.Replace(YAML(n), "agent: argocd", "agent: "+agent, 1)
}

// YAML is a platform.yaml of n clusters: a hub and n-1 others, one in twenty of
// which has settings of its own.
func YAML(n int) string {
	var b strings.Builder
	b.WriteString(head)
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
