//go:build e2e

package e2e

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const clustersPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {first: {}, second: {}, web: {}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
    - name: spoke
      provider: local
      labels: {colour: blue}
      components: {first: {config: {port: 99999}}}
`

// first is in wave 0 and breaks when its port is one that no API server takes.
const firstComponent = `package component

name:     "first"
title:    "First"
summary:  "Comes first."
category: "workload"
source: files: version: "1.0.0"
namespace: "first"
provides: ["first"]
#Config: {
	// The Service's port.
	port: *80 | int
}
objects: service: {
	apiVersion: "v1"
	kind:       "Service"
	metadata: {name: "first", namespace: "first"}
	spec: ports: [{port: config.port}]
}
`

const secondComponent = `package component

name:     "second"
title:    "Second"
summary:  "Comes second."
category: "workload"
source: files: version: "1.0.0"
namespace: "second"
requires: ["first"]
objects: config: {
	apiVersion: "v1"
	kind:       "ConfigMap"
	metadata: {name: "second", namespace: "second"}
	data: where: cluster.name
}
`

// TestWavesWaitWithinACluster: what fails in a cluster's first wave keeps the
// second off that cluster, touches no other, and is named as the one cause.
func TestWavesWaitWithinACluster(t *testing.T) {
	withAgents(t, wavesWait, "flux")
}

func wavesWait(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(clustersPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.write("catalog/first/component.cue", firstComponent)
	l.write("catalog/second/component.cue", secondComponent)
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	_, stderr, err := l.try("bootstrap", "--timeout", "75s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "cluster spoke, unit first") || !strings.Contains(stderr, "first/first") {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	hub, spoke := l.client("hub"), l.client("spoke")
	second := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "second", Name: "second"}
	l.get(hub, second)
	for cluster, colour := range map[*kube.Client]string{hub: "hub.green", spoke: "spoke.blue"} {
		if v := arrivedValues(l, cluster); v["from"] != colour {
			t.Errorf("the chart got %v, not %s", v, colour)
		}
	}
	if _, err := spoke.Get(t.Context(), second); !errors.Is(err, kube.ErrNotFound) {
		t.Errorf("the second wave reached the spoke: %v", err)
	}
	_, stderr, err = l.try("status")
	if exitCode(err) != 1 || !strings.Contains(stderr, "cluster spoke, unit first") || !strings.Contains(stderr, "99999") {
		t.Errorf("status says %v\n%s", err, stderr)
	}
	untouched := meta(l.get(hub, second), "resourceVersion")

	t.Log("mended in Git")
	l.edit("platform.yaml", "port: 99999", "port: 81")
	l.land()
	l.eventually(spoke, second, "there", func(obj map[string]any) bool {
		return obj != nil && obj["data"].(map[string]any)["where"] == "spoke"
	})
	l.run("status", "--wait", "1m")
	if meta(l.get(hub, second), "resourceVersion") != untouched {
		t.Error("the hub's second wave was touched")
	}
}

// exitCode is what a program ended with.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
