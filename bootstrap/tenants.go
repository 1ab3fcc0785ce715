package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TenantReport is how a tenant's own repository fares on one cluster. The
// platform's contract is not about that: what a team pushes is the team's.
type TenantReport struct {
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	// Finding is why it is not in order.
	cause.Finding
}

// InOrder tells whether all that stands between the tenant's repository and its
// objects is in order.
func (r TenantReport) InOrder() bool { return r.Verdict.good() }

// tenantRefs are what stands between a tenant's repository and its objects on a
// cluster, the nearest to the objects last.
func tenantRefs(agent *platform.Agent, c *platform.Cluster, t *platform.Tenant) []kube.Ref {
	out := make([]kube.Ref, len(agent.Tenants.Chain))
	for i, r := range agent.Tenants.Chain {
		out[i] = ref(r, "$cluster", c.Name, "$tenant", t.Name)
	}
	return out
}

// tenantReports says how the tenants of a cluster fare, of what was seen.
func (v *view) tenantReports(ctx context.Context, w *watcher, c *platform.Cluster, seen map[kube.Ref]Verdict) []TenantReport {
	var out []TenantReport
	for _, t := range c.Tenants() {
		refs := tenantRefs(w.agent, c, t)
		r := TenantReport{Name: t.Name, Verdict: seen[refs[len(refs)-1]]}
		for _, link := range refs {
			if !seen[link].good() {
				r.Verdict = seen[link]
				r.Finding, _ = v.sought(ctx, func(ctx context.Context) finding { return w.tenantCause(ctx, c, t, link) })
				break
			}
		}
		out = append(out, r)
	}
	return out
}

// tenantCause says why a tenant's repository is not applied, as with a unit.
func (e *engine) tenantCause(ctx context.Context, c *platform.Cluster, t *platform.Tenant, r kube.Ref) finding {
	where := "cluster " + c.Name + ", tenant " + t.Name
	obj, err := e.host.Get(ctx, r)
	if err != nil {
		return finding{where: where, account: unread(r, err)}
	}
	v := verdictOf(e.agent, obj)
	if why := refused(e.agent, obj); why.Text != "" {
		return finding{where: where, account: why}
	}
	own := kube.Account{Text: v.brief(), Facts: v.facts(obj)}
	for _, res := range unhealthy(e.agent, obj) {
		if deeper := e.objectCause(ctx, c, res); deeper.Text != "" {
			own = deeper
			break
		}
	}
	return finding{where: where, account: own, patience: v.patience}
}
