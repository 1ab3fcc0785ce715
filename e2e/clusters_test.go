//go:build e2e

package e2e

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const clustersPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {first: {}, second: {}, web: {}}
  clusters:
    - {name: edge, provider: local, labels: {colour: blue}, components: {first: {config: {port: 99999}}}}
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
`

// first is in wave 0 and breaks when its port is one that no API server takes.
const firstComponent = `package component

name:     "first"
title:    "First"
summary:  "Comes first."
category: "workload"
source: files: version: "1.0.0"
namespace: "first"
provides: ["x-first"]
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
requires: ["x-first"]
objects: config: {
	apiVersion: "v1"
	kind:       "ConfigMap"
	metadata: {name: "second", namespace: "second"}
	data: where: cluster.name
}
`

// TestWavesWaitWithinACluster: what fails in a cluster's first wave keeps the
// second off that cluster, touches no other, and is named as the one cause. The
// cluster is the first that bootstrap looks at.
func TestWavesWaitWithinACluster(t *testing.T) {
	withTopologies(t, wavesWait, "flux/hub")
}

func wavesWait(t *testing.T, agent, topology string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", topology).Replace(clustersPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.write("catalog/first/component.cue", firstComponent)
	l.write("catalog/second/component.cue", secondComponent)
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	_, stderr, err := l.try("bootstrap", "--timeout", "75s")
	if exitCode(err) != 4 || !names(stderr, atTheEdge[topology]...) || !names(stderr, "cluster edge, unit first", "first/first") {
		t.Fatalf("bootstrap says %v\n%s", err, stderr)
	}
	edge, hub := l.client("edge"), l.client("hub")
	second := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "second", Name: "second"}
	l.eventually(hub, second, "there", func(obj map[string]any) bool { return obj != nil })
	for cluster, colour := range map[*kube.Client]string{hub: "hub.green", edge: "edge.blue"} {
		l.eventually(cluster, webConfig, "there", there)
		if v := arrivedValues(l, cluster); v["from"] != colour {
			t.Errorf("the chart got %v, not %s", v, colour)
		}
	}
	if _, err := edge.Get(t.Context(), second); !errors.Is(err, kube.ErrNotFound) {
		t.Errorf("the second wave reached the edge: %v", err)
	}
	_, stderr, err = l.try("status")
	if exitCode(err) != 1 || !names(stderr, "cluster edge, unit first", "99999") {
		t.Errorf("status says %v\n%s", err, stderr)
	}
	untouched := meta(l.get(hub, second), "resourceVersion")

	t.Log("mended in Git")
	l.edit("platform.yaml", "port: 99999", "port: 81")
	l.land()
	l.eventually(edge, second, "there", func(obj map[string]any) bool {
		return obj != nil && obj["data"].(map[string]any)["where"] == "edge"
	})
	l.run("status", "--wait", "1m")
	if meta(l.get(hub, second), "resourceVersion") != untouched {
		t.Error("the hub's second wave was touched")
	}
}

// atTheEdge is what bootstrap prints when that cluster fails: where each runs its
// own agent, the error names it before its cause, and it keeps no other out.
var atTheEdge = map[string][]string{
	"hub":        {"error: settle: "},
	"standalone": {"error: cluster edge: settle: ", "cluster hub: settle ✓"},
}

// names tells whether a text holds all of these.
func names(text string, all ...string) bool {
	return !slices.ContainsFunc(all, func(part string) bool { return !strings.Contains(text, part) })
}

// exitCode is what a program ended with.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
