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
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {full: {}, web: {config: {layers: {}}}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
`

// full leaves no room for a pod in the namespace web.
const fullComponent = `package component

name:     "full"
title:    "Full"
summary:  "Leaves no room."
category: "workload"
source: files: version: "1.0.0"
namespace: "web"
provides: ["quota"]
objects: quota: {
	apiVersion: "v1"
	kind:       "ResourceQuota"
	metadata: {name: "full", namespace: "web"}
	spec: hard: pods: "0"
}
`

// TestAChartsCauseIsNamed: a chart whose pods cannot be made is named with what
// its workload says, not with what the agent makes of it.
func TestAChartsCauseIsNamed(t *testing.T) {
	withAgents(t, chartCause, "sveltos")
}

func chartCause(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(causePlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/full/component.cue", fullComponent)
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1)+"\nrequires: [\"quota\"]\n")
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	_, stderr, err := l.try("bootstrap", "--timeout", "60s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "cluster hub, unit web: ") || !strings.Contains(stderr, "exceeded quota") {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	_, stderr, err = l.try("status")
	if exitCode(err) != 1 || !strings.Contains(stderr, "exceeded quota") {
		t.Errorf("status says %v\n%s", err, stderr)
	}
}
