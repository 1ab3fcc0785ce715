//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const lifecyclePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components:
    COMPONENT
    namespaces: {}
    platform-info: {}
    web: {config: {message: first, layers: L-PLATFORM}}
  groups:
    - {name: blue, match: {colour: blue}, components: {web: {config: {replicas: 2, layers: L-GROUP}}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {web: 1.1.0}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {colour: green, ring: stable}, components: {web: {config: {layers: L-CLUSTER}}}}
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {colour: blue, ring: canary}, components: {}}
`

// TestLifecycle is the story of one platform on two real API servers with real
// agents, a real Git server and a real chart registry. Pods are simulated.
func TestLifecycle(t *testing.T) {
	withTopologies(t, lifecycle, "argocd/hub", "flux/hub", "sveltos/hub")
}

func lifecycle(t *testing.T, agent, topology string) {
	p := newPair(t, agent, topology, strings.NewReplacer("COMPONENT", agents[agent].component,
		"L-PLATFORM", layerText("platform"), "L-GROUP", layerText("group"), "L-CLUSTER", layerText("cluster")).Replace(lifecyclePlatform))
	registry := serveCharts(t, "1.0.0", "1.1.0")
	p.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	writeLayers(t, p.lab)
	p.run("generate", "-q")
	p.run("lab", "up", "--timeout", "4m")
	p.connect()
	p.run("status")
	p.carries("hub", "1.0.0", map[string]any{"message": "first", "replicas": 1.0, "from": "hub.green",
		"layers": layered("component", "profile", "platform", "cluster")})
	p.carries("spoke", "1.1.0", map[string]any{"message": "first", "replicas": 2.0, "from": "spoke.blue",
		"layers": layered("component", "profile", "platform", "group")})
	if registry.pulled("1.0.0") == 0 || registry.pulled("1.1.0") == 0 {
		t.Errorf("the registry was asked %d times for 1.0.0 and %d times for 1.1.0", registry.pulled("1.0.0"), registry.pulled("1.1.0"))
	}
	if !slices.Contains(p.inGit(), "catalog/web/component.cue") {
		t.Error("the platform's own catalog is not in Git")
	}

	t.Log("bootstrap again changes nothing")
	p.again()
	p.changes()
	p.heals()
	p.changesVariant()
	p.prunes()
}

// carries says which version of the chart web is on a cluster, and the values
// that it was rendered with: those that explain says, and these.
func (p *pair) carries(cluster, version string, want map[string]any) {
	p.t.Helper()
	p.eventually(p.clients[cluster], webConfig, "of version "+version, func(obj map[string]any) bool {
		return obj != nil && obj["data"].(map[string]any)["version"] == version
	})
	got := arrivedValues(p.lab, p.clients[cluster])
	sameAsExplained(p.lab, cluster, got)
	delete(got, "global") // Helm's own
	if diff := cmp.Diff(want, got); diff != "" {
		p.t.Errorf("the chart on %s got other values (- wanted, + got):\n%s", cluster, diff)
	}
}

// changes: what changes in Git changes on both clusters, and a field removed
// there disappears, also from the agent's own objects.
func (p *pair) changes() {
	p.t.Helper()
	p.t.Log("a change in Git arrives")
	for _, host := range p.hosts() {
		if obj := p.get(p.clients[host], p.agent.self); obj == nil || p.agent.changed(obj) {
			p.t.Fatalf("%s on %s is %v", p.agent.self, host, obj)
		}
	}
	p.edit("platform.yaml", "message: first", "message: second")
	p.edit("platform.yaml", p.agent.from, p.agent.to)
	p.land()
	for _, c := range p.clients {
		p.eventually(c, webConfig, "changed", func(map[string]any) bool { return arrivedValues(p.lab, c)["message"] == "second" })
	}
	for _, host := range p.hosts() {
		p.eventually(p.clients[host], p.agent.self, "without the field", p.agent.changed)
	}
}

// heals: what somebody deletes comes back, on both clusters.
func (p *pair) heals() {
	p.t.Helper()
	if p.agent.noHealing != "" {
		p.t.Log("skipped: drift is not healed: " + p.agent.noHealing)
		return
	}
	p.t.Log("drift is healed")
	deleted := map[*kube.Client]map[kube.Ref]string{}
	for _, c := range p.clients {
		deleted[c] = map[kube.Ref]string{}
		for _, r := range []kube.Ref{platformInfo, webConfig} {
			deleted[c][r] = meta(p.get(c, r), "uid")
			if err := c.Delete(p.t.Context(), r, kube.Background); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	for c, uids := range deleted {
		for r, uid := range uids {
			p.eventually(c, r, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != uid })
		}
	}
}
