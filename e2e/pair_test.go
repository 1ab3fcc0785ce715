//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// pair is a lab of two clusters, hub and spoke, and who drives them.
type pair struct {
	*lab
	agent      agentFacts
	standalone bool
	clients    map[string]*kube.Client
}

// newPair makes the lab; its platform names AGENT, TOPOLOGY and GIT.
func newPair(t *testing.T, agent, topology, platform string) *pair {
	t.Helper()
	text := strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", topology).Replace(platform)
	return &pair{lab: newLab(t, text), agent: agents[agent], standalone: topology == "standalone"}
}

// connect reaches both clusters, once they run.
func (p *pair) connect() {
	p.t.Helper()
	p.clients = map[string]*kube.Client{}
	for _, c := range p.clusters() {
		p.clients[c] = p.client(c)
	}
}

func (p *pair) clusters() []string { return []string{"hub", "spoke"} }

// hosts are the clusters that run the agent.
func (p *pair) hosts() []string {
	if p.standalone {
		return p.clusters()
	}
	return []string{"hub"}
}

// host is the one that drives a cluster.
func (p *pair) host(cluster string) *kube.Client {
	if p.standalone {
		return p.clients[cluster]
	}
	return p.clients["hub"]
}

// of is what an object that is named after the cluster hub is on a cluster.
func of(cluster string, r kube.Ref) kube.Ref {
	r.Name = strings.Replace(r.Name, "hub", cluster, 1)
	return r
}

// uids are those of every cluster's unit web: what owns it, which is where its
// cluster is driven from and nowhere else, and its workload.
func (p *pair) uids() map[string]string {
	p.t.Helper()
	out := map[string]string{}
	for _, cluster := range p.clusters() {
		owner := of(cluster, p.agent.owner)
		out[owner.String()] = meta(p.get(p.host(cluster), owner), "uid")
		out["workload on "+cluster] = meta(p.get(p.clients[cluster], webDeployment), "uid")
		for name, c := range p.clients {
			if there, err := c.Exists(p.t.Context(), owner); err != nil || there != (c == p.host(cluster)) {
				p.t.Errorf("%s on %s: %t, %v", owner, name, there, err)
			}
		}
	}
	return out
}

// contract is all that bootstrap may have written for the agents, and the commit.
func (p *pair) contract() map[string]any {
	p.t.Helper()
	out := map[string]any{"commit": p.git("rev-parse", "main")}
	for _, host := range p.hosts() {
		out[host] = agentObjects(p.lab, p.clients[host], p.agent)
	}
	return out
}

// again bootstraps what is in place, which must change nothing.
func (p *pair) again() {
	p.t.Helper()
	before := p.contract()
	p.run("bootstrap", "--timeout", "2m")
	if diff := cmp.Diff(before, p.contract()); diff != "" {
		p.t.Errorf("bootstrap again changed (- before, + after):\n%s", diff)
	}
}

func gone(obj map[string]any) bool { return obj == nil }
