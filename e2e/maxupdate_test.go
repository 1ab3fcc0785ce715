//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const maxUpdatePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: sveltos
  topology: hub
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {door: {config: {port: 80}}}
  rings:
    - {name: all, maxUpdate: 1}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: one, provider: local}
    - {name: two, provider: local}
`

// doorComponent has an object that an API server refuses with a port that there is not.
const doorComponent = `package component

name:     "door"
title:    "Door"
summary:  "A port."
category: "workload"
source: files: version: "1.0.0"
namespace: "door"
#Config: {
	// Which one.
	port: *80 | int
}
objects: service: {
	apiVersion: "v1"
	kind:       "Service"
	metadata: {name: "door", namespace: "door"}
	spec: ports: [{port: config.port}]
}
`

// TestMaxUpdateIsOfProfilesAlone: what a unit holds is in ConfigMaps, and a change of
// those Sveltos brings to every cluster at once, whatever the ring's maxUpdate. Were it to
// stop at the first cluster that refuses the change, the others would not be asked.
func TestMaxUpdateIsOfProfilesAlone(t *testing.T) {
	unlessShort(t, "what Sveltos does not do", false)
	l := newLab(t, strings.Replace(maxUpdatePlatform, "GIT", freeAddress(t), 1))
	l.write("catalog/door/component.cue", doorComponent)
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	l.edit("platform.yaml", "port: 80", "port: 70000")
	l.run("generate", "-q")
	l.inDir("git", "commit", "--all", "--quiet", "--message", "a port that there is not")
	l.inDir("git", "push", "--quiet", "origin", "HEAD:main")
	hub := l.client("hub")
	for _, cluster := range []string{"hub", "one", "two"} {
		summary := agents["sveltos"].owner
		summary.Name = "door-sveltos-" + cluster
		l.eventually(hub, summary, "refused", refusedPort)
	}
	profile := l.get(hub, kube.Ref{APIVersion: "config.projectsveltos.io/v1beta1", Kind: "ClusterProfile", Name: "door"})
	if got := profile["spec"].(map[string]any)["maxUpdate"]; got != int64(1) {
		t.Errorf("maxUpdate is %v", got)
	}
}

func refusedPort(obj map[string]any) bool {
	status, _ := obj["status"].(map[string]any)
	features, _ := status["featureSummaries"].([]any)
	for _, f := range features {
		m, _ := f.(map[string]any)
		if said, _ := m["failureMessage"].(string); strings.Contains(said, "70000") {
			return true
		}
	}
	return false
}
