//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

const causePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {full: {}, web: {config: {layers: {}}}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {colour: blue}, components: {full: {config: {pods: "0"}}}}
`

// full says how many pods may be in the namespace web.
const fullComponent = `package component

name:     "full"
title:    "Full"
summary:  "Says how much room there is."
category: "workload"
source: files: version: "1.0.0"
namespace: "web"
provides: ["x-quota"]
#Config: {
	// How many pods there may be.
	pods: *"9" | string
}
objects: quota: {
	apiVersion: "v1"
	kind:       "ResourceQuota"
	metadata: {name: "full", namespace: "web"}
	spec: hard: pods: config.pods
}
`

// TestAChartsCauseIsNamed: a chart whose pods cannot be made on one of two
// clusters is named with that cluster and what its workload says, not with what
// the agent makes of it. The other cluster has its workload.
func TestAChartsCauseIsNamed(t *testing.T) {
	withTopologies(t, chartCause, "flux/hub")
}

func chartCause(t *testing.T, agent, topology string) {
	p := newPair(t, agent, topology, causePlatform)
	registry := serveCharts(t, "1.0.0")
	p.write("catalog/full/component.cue", fullComponent)
	p.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1)+"\nrequires: [\"x-quota\"]\n")
	p.run("generate", "-q")
	p.run("lab", "up", "--no-bootstrap")
	_, stderr, err := p.try("bootstrap", "--timeout", "75s")
	if exitCode(err) != 4 || !names(stderr, "cluster spoke, unit web: ", "exceeded quota") || strings.Contains(stderr, "cluster hub, unit web: ") {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	p.connect()
	p.carries("hub", "1.0.0", map[string]any{"message": "hello", "replicas": 1.0, "from": "hub.green", "layers": layered("chart")})
	_, stderr, err = p.try("status")
	if exitCode(err) != 1 || !names(stderr, "cluster spoke, unit web: ", "exceeded quota") {
		t.Errorf("status says %v\n%s", err, stderr)
	}
}
