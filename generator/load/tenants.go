package load

import (
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// addTenants adds a component for each tenant: the catalog's for tenants, by
// the tenant's name. From there on it is a component like any other.
func addTenants(in *userInput, catalog map[string]*compiled) problem.Problems {
	var problems problem.Problems
	add := func(message, hint string, path ...any) {
		problems = append(problems, problem.Problem{Position: in.at(path...), Path: inputPath(path), Message: message, Hint: hint})
	}
	pattern, namespaces := forTenants(catalog), componentNamespaces(catalog)
	for i := range in.Spec.Tenants {
		t := &in.Spec.Tenants[i]
		name := t.Component()
		if pattern == nil {
			add("no catalog has a component for tenants", "the builtin one has; see spec.catalogs", "spec", "tenants")
			break
		}
		if _, taken := catalog[name]; taken {
			add(fmt.Sprintf("a catalog has a component %s, the name of the tenant's own", name), "give the tenant another name", "spec", "tenants", i, "name")
			continue
		}
		for n, namespace := range t.Namespaces {
			if component := namespaces[namespace]; component != "" {
				add(fmt.Sprintf("namespace %q is the component %s's", namespace, component), "give the tenant another namespace", "spec", "tenants", i, "namespaces", n)
			}
		}
		c := *pattern
		c.Name, c.Title, c.Tenant, c.ForTenants = name, "Tenant "+t.Name, t, true
		c.Summary = fmt.Sprintf("What tenant %s has: its namespaces, and what its repository may do there.", t.Name)
		catalog[name] = &c
	}
	return problems
}

// forTenants is the component that says what a tenant gets, nil where no
// catalog has one.
func forTenants(catalog map[string]*compiled) *compiled {
	for _, name := range slices.Sorted(maps.Keys(catalog)) {
		if catalog[name].ForTenants {
			return catalog[name]
		}
	}
	return nil
}

// componentNamespaces are those of all components, enabled or not: enabling one
// must not take a namespace from a tenant.
func componentNamespaces(catalog map[string]*compiled) map[string]string {
	out := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(catalog)) {
		out[catalog[name].Namespace] = name
	}
	return out
}

// checkTenantNamespaces finds the namespaces of tenants that components write
// to besides their own.
func (r *resolver) checkTenantNamespaces(clusters []*platform.Cluster) problem.Problems {
	component := map[string]string{}
	for _, v := range variantsIn(clusters) {
		if v.Component.Tenant == nil {
			for _, namespace := range v.Namespaces {
				component[namespace] = v.Component.Name
			}
		}
	}
	var problems problem.Problems
	for i, t := range r.input.Spec.Tenants {
		for n, namespace := range t.Namespaces {
			if name := component[namespace]; name != "" {
				path := []any{"spec", "tenants", i, "namespaces", n}
				problems = append(problems, problem.Problem{Position: r.input.at(path...), Path: inputPath(path),
					Message: fmt.Sprintf("namespace %q is one that %s writes to", namespace, name), Hint: "give the tenant another namespace, or take it from the component"})
			}
		}
	}
	return problems
}

// tenantLayer puts a tenant's component onto a cluster. It is the same wherever
// the tenant is, so it sets no variant apart.
func tenantLayer(t *platform.Tenant, path string, at func(path ...any) problem.Position) *layer {
	quota := map[string]any{}
	for name, amount := range t.Quota {
		quota[name] = fmt.Sprint(amount)
	}
	kinds := []any{}
	for _, k := range t.Kinds {
		kinds = append(kinds, map[string]any{"group": k.Group, "kind": k.Kind, "resource": k.Resource})
	}
	config := map[string]any{"tenant": t.Name, "namespaces": anyList(t.Namespaces), "network": t.Network, "podSecurity": t.PodSecurity, "kinds": kinds}
	if len(quota) > 0 {
		config["quota"] = quota
	}
	return &layer{tenant: t.Name, path: path, at: at, components: map[string]platform.Settings{t.Component(): {Config: config}}}
}

func anyList(texts []string) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = text
	}
	return out
}

// providersFor are the namespaces of what provides the capabilities that a
// component for tenants names: whom it lets in depends on where they are.
func (r *resolver) providersFor(c *compiled, p presence) map[string][]string {
	out := map[string][]string{}
	if !c.ForTenants {
		return out
	}
	for _, capability := range slices.Concat(c.Uses, c.Requires) {
		out[capability] = []string{}
		for _, name := range p.capabilities[capability] {
			out[capability] = append(out[capability], r.catalog[name].Namespace)
		}
	}
	return out
}

// absentTenants notes the tenants that no cluster has.
func (r *resolver) absentTenants() {
	for _, t := range r.input.Spec.Tenants {
		if !slices.ContainsFunc(r.input.Spec.Clusters, func(c platform.ClusterInput) bool { return platform.Matches(t.Clusters, c.Labels) }) {
			r.notes[fmt.Sprintf("tenant %s is on no cluster: none carries the labels that it names", t.Name)] = true
		}
	}
}
