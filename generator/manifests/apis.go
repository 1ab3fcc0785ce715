package manifests

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// apis is what the platform's clusters serve besides Kubernetes' own.
type apis struct {
	// brought are the APIs that each component's CRDs make, sorted: group/version and group/version/Kind.
	brought map[string][]string
	// providers are the components that provide a capability.
	providers map[string][]string
	// wide are the kinds known to be cluster-scoped; of others with a CRD it is known that they are not.
	wide map[platform.GroupKind]bool
	// on are the components that stand beside a variant on some cluster.
	on map[*platform.Variant]map[string]bool
}

// newAPIs collects CRDs from what was rendered and from the objects of the
// catalog, and the cluster-scoped kinds that components declare.
func newAPIs(p *platform.Platform, jobs []*job) *apis {
	a := &apis{brought: map[string][]string{}, providers: map[string][]string{}, wide: ClusterScoped(), on: map[*platform.Variant]map[string]bool{}}
	for _, c := range p.Components {
		for _, capability := range c.Provides {
			a.providers[capability] = append(a.providers[capability], c.Name)
		}
		for _, v := range c.Variants {
			for _, k := range v.ClusterKinds {
				a.wide[k] = true
			}
		}
	}
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				a.take(c.Name, u.Objects)
			}
		}
	}
	for _, j := range jobs {
		if j.rendering != nil {
			a.take(j.variant.Component.Name, j.rendering.Objects)
		}
	}
	for name, list := range a.brought {
		slices.Sort(list)
		a.brought[name] = slices.Compact(list)
	}
	for _, c := range p.Clusters {
		for _, pl := range c.Placements {
			if a.on[pl.Unit.Variant] == nil {
				a.on[pl.Unit.Variant] = map[string]bool{}
			}
			for _, other := range c.Placements {
				a.on[pl.Unit.Variant][other.Unit.Variant.Component.Name] = true
			}
		}
	}
	return a
}

// take notes what the CRDs among a component's objects make.
func (a *apis) take(component string, objects []map[string]any) {
	for _, o := range objects {
		if o["kind"] != "CustomResourceDefinition" {
			continue
		}
		spec, _ := o["spec"].(map[string]any)
		group, _ := spec["group"].(string)
		names, _ := spec["names"].(map[string]any)
		kind, _ := names["kind"].(string)
		a.wide[platform.GroupKind{Group: group, Kind: kind}] = spec["scope"] == "Cluster"
		versions, _ := spec["versions"].([]any)
		for _, v := range versions {
			version, _ := v.(map[string]any)
			if name, ok := version["name"].(string); ok && version["served"] == true {
				a.brought[component] = append(a.brought[component], group+"/"+name, group+"/"+name+"/"+kind)
			}
		}
	}
}

// seenBy are the APIs that a component can count on: its own, and those of the
// providers beside it of what it requires or uses. Whether those are there sets
// variants apart, so the clusters of a variant agree about them.
func (a *apis) seenBy(v *platform.Variant) []string {
	all := slices.Clone(a.brought[v.Component.Name])
	for _, capability := range slices.Concat(v.Component.Requires, v.Component.Uses) {
		for _, name := range a.providers[capability] {
			if a.on[v][name] {
				all = append(all, a.brought[name]...)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// clusterWide reports whether a kind is cluster-scoped. What nobody declares to
// be is not: a component must declare the cluster-scoped kinds that it makes.
func (a *apis) clusterWide(o map[string]any) bool {
	id := identity(o)
	return a.wide[platform.GroupKind{Group: id[0], Kind: id[1]}]
}

// placed returns an object with its namespace: the release's where a namespaced
// one names none, and none where the kind has none.
func (a *apis) placed(o map[string]any, namespace string) map[string]any {
	meta, _ := o["metadata"].(map[string]any)
	has, _ := meta["namespace"].(string)
	want := cmp.Or(has, namespace)
	if a.clusterWide(o) {
		want = ""
	}
	if _, there := meta["namespace"]; has == want && there == (want != "") {
		return o
	}
	meta = maps.Clone(meta)
	delete(meta, "namespace")
	if want != "" {
		meta["namespace"] = want
	}
	out := maps.Clone(o)
	out["metadata"] = meta
	return out
}

// permit adds what the objects need to what the variant's project may do.
func (a *apis) permit(v *platform.Variant, objects []map[string]any) {
	namespaces := slices.Clone(v.Namespaces[1:])
	kinds := slices.Clone(v.ClusterKinds)
	for _, o := range objects {
		if id := identity(o); a.clusterWide(o) {
			kinds = append(kinds, platform.GroupKind{Group: id[0], Kind: id[1]})
		} else if id[3] != v.Namespaces[0] {
			namespaces = append(namespaces, id[3])
		}
	}
	slices.Sort(namespaces)
	v.Namespaces = append([]string{v.Namespaces[0]}, slices.Compact(namespaces)...)
	slices.SortFunc(kinds, func(x, y platform.GroupKind) int {
		return cmp.Or(strings.Compare(x.Group, y.Group), strings.Compare(x.Kind, y.Kind))
	})
	v.ClusterKinds = slices.Compact(kinds)
}
