//go:build e2e

package e2e

import (
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestTenantsStay: what a tenant has is the same object under another agent, which
// bounds it by its own means, and an uninstall leaves it, with all that bounds it.
func TestTenantsStay(t *testing.T) {
	unlessShort(t, "tenants that move", false)
	p := newPair(t, "flux", "hub", tenantsPlatform)
	mayCompile(t, agents["argocd"].programs...)
	shop, blog := p.tenantRepository("shop"), p.tenantRepository("blog")
	shop.push("deploy/app.yaml", configMap("app", "shop"))
	blog.push("app.yaml", configMap("post", "blog"))
	p.run("generate", "-q")
	p.run("lab", "up", "--timeout", "4m")
	p.connect()
	app := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "shop", Name: "app"}
	kept := []kube.Ref{app, {APIVersion: "v1", Kind: "Namespace", Name: "shop"}}
	for _, kind := range []string{"ResourceQuota", "LimitRange"} {
		kept = append(kept, kube.Ref{APIVersion: "v1", Kind: kind, Namespace: "shop", Name: "tenant"})
	}
	uids := map[string]string{}
	for _, cluster := range p.clusters() {
		p.eventually(p.clients[cluster], app, "there", there)
		for _, r := range kept {
			uids[cluster+r.String()] = meta(p.get(p.clients[cluster], r), "uid")
		}
	}

	p.run("migrate", "argocd", "--timeout", "4m")
	p.agent = agents["argocd"]
	p.tenantStands("shop", "")
	p.refused(shop, trespasses(p.agent))
	p.same(uids, kept)

	p.run("uninstall", "--timeout", "4m")
	p.same(uids, kept)
}

// same compares objects with what they were.
func (p *pair) same(uids map[string]string, kept []kube.Ref) {
	p.t.Helper()
	for _, cluster := range p.clusters() {
		for _, r := range kept {
			if uid := meta(p.get(p.clients[cluster], r), "uid"); uid != uids[cluster+r.String()] {
				p.t.Errorf("%s on %s is another one", r, cluster)
			}
		}
	}
}
