//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-cmp/cmp"
)

const literal = `literal: "{{ x }} ${HOME} $$(cluster.name)"` + "\n"

// changesVariant: clusters that trade their group and their ring keep what owns
// their workloads and the workloads. The strongest layers reach only whom they
// name, and a component disabled for one cluster stays on the other.
func (p *pair) changesVariant() {
	p.t.Helper()
	p.t.Log("clusters that change their variant keep their objects")
	before, info := p.uids(), meta(p.get(p.clients["hub"], platformInfo), "uid")
	p.edit("platform.yaml", "colour: green, ring: stable", "colour: COLOUR, ring: RING")
	p.edit("platform.yaml", "colour: blue, ring: canary}, components: {", "colour: green, ring: stable}, components: {platform-info: {enabled: false}")
	p.edit("platform.yaml", "colour: COLOUR, ring: RING", "colour: blue, ring: canary")
	p.write("overrides/web.yaml", "layers: "+layerText("override")+"\n"+literal)
	p.write("overrides/web/hub.yaml", "layers: "+layerText("own")+"\nfrom: \"\"\n")
	p.land()
	p.carries("hub", "1.1.0", map[string]any{"message": "second", "replicas": 2.0, "from": "", "literal": "{{ x }} ${HOME} $(cluster.name)",
		"layers": layered("component", "profile", "platform", "group", "cluster", "override", "own")})
	p.carries("spoke", "1.0.0", map[string]any{"message": "second", "replicas": 1.0, "from": "spoke.green", "literal": "{{ x }} ${HOME} $(cluster.name)",
		"layers": layered("component", "profile", "platform", "override")})
	p.eventually(p.clients["spoke"], platformInfo, "gone", gone)
	if meta(p.get(p.clients["hub"], platformInfo), "uid") != info {
		p.t.Errorf("%s on hub was made anew", platformInfo)
	}
	if diff := cmp.Diff(before, p.uids()); diff != "" {
		p.t.Errorf("the owner or its workload was made anew (- before, + after):\n%s", diff)
	}
}

// prunes: a component that is disabled on both clusters goes from both, and
// from Git.
func (p *pair) prunes() {
	p.t.Helper()
	p.t.Log("a disabled component is pruned")
	p.write("platform.yaml", strings.ReplaceAll(p.read("platform.yaml"), "web: {config:", "web: {enabled: false, config:"))
	for _, overrides := range []string{"web.yaml", "web"} {
		if err := os.RemoveAll(filepath.Join(p.dir, "overrides", overrides)); err != nil {
			p.t.Fatal(err)
		}
	}
	p.land()
	for _, cluster := range p.clusters() {
		p.eventually(p.clients[cluster], webDeployment, "gone", gone)
		for _, r := range append(p.agent.others, p.agent.owner) {
			p.eventually(p.host(cluster), of(cluster, r), "gone", gone)
		}
	}
	for _, file := range p.inGit() {
		if strings.HasPrefix(file, "gitops/components/web/") {
			p.t.Errorf("%s is still in Git", file)
		}
	}
	out := p.run("status", "--wait", "1m")
	if !strings.Contains(out, "the contract is kept") || strings.Contains(out, " web ") {
		p.t.Errorf("status says\n%s", out)
	}
}
