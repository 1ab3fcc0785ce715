//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

const orphanPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {platform-info: {}, web: {config: {layers: {}}}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green}}
`

// TestAnOrphanedChartStays: a chart with deletion policy orphan is disabled. Its
// objects stay as they are, nothing of the agent's is left to fail, and enabled
// again it is the same objects' owner.
func TestAnOrphanedChartStays(t *testing.T) {
	withAgents(t, orphanedChart, "flux")
}

func orphanedChart(t *testing.T, name string) {
	agent := agents[name]
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", name).Replace(orphanPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1)+"\ndeletion: \"orphan\"\n")
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	config, deployment := meta(l.get(hub, webConfig), "uid"), meta(l.get(hub, webDeployment), "uid")

	t.Log("disabled")
	l.edit("platform.yaml", "web: {", "web: {enabled: false, ")
	l.land()
	for _, r := range append(agent.others, agent.owner) {
		l.eventually(hub, r, "gone", func(obj map[string]any) bool { return obj == nil })
	}
	same := func() {
		t.Helper()
		if meta(l.get(hub, webConfig), "uid") != config || meta(l.get(hub, webDeployment), "uid") != deployment {
			t.Fatal("the chart's objects are not what they were")
		}
	}
	same()
	if out := l.run("status", "--wait", "1m"); !strings.Contains(out, "the contract is kept") {
		t.Errorf("status says\n%s", out)
	}
	for left := range agentObjects(l, hub, agent) {
		if strings.Contains(left, "/web") {
			t.Errorf("%s is left", left)
		}
	}
	same()

	t.Log("enabled again")
	l.edit("platform.yaml", "enabled: false, config: {layers: {}}", "config: {layers: {}, message: again}")
	l.land()
	l.eventually(hub, webConfig, "taken over", func(map[string]any) bool { return arrivedValues(l, hub)["message"] == "again" })
	same()
}
