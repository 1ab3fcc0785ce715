package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// resolver turns an input into what belongs on each cluster.
type resolver struct {
	input   *userInput
	catalog map[string]*compiled
	// agentComponent is the component that the agent itself is installed by.
	agentComponent string
	topology       topology

	platformLayer *layer
	groupLayers   []*layer
	ringLayers    []*layer

	evaluator *evaluator
	graphs    map[string]*graph
	variants  map[string]*platform.Variant
	notes     map[string]bool
	problems  problem.Problems
}

// presence is what a cluster has: its components and the capabilities they
// provide.
type presence struct {
	components   []string // sorted
	capabilities map[string][]string
}

func newResolver(in *userInput, catalog map[string]*compiled, agent string, t topology, ev *evaluator) *resolver {
	r := &resolver{
		input: in, catalog: catalog, agentComponent: agent, topology: t, evaluator: ev,
		graphs: map[string]*graph{}, variants: map[string]*platform.Variant{}, notes: map[string]bool{},
	}
	under := func(prefix ...any) func(path ...any) problem.Position {
		return func(path ...any) problem.Position { return in.at(append(slices.Clone(prefix), path...)...) }
	}
	r.platformLayer = &layer{components: in.Spec.Components, path: "spec", at: under("spec")}
	for i, g := range in.Spec.Groups {
		r.groupLayers = append(r.groupLayers, &layer{tag: "g-" + g.Name, components: g.Components,
			path: fmt.Sprintf("spec.groups[%d]", i), at: under("spec", "groups", i)})
	}
	for i, g := range in.Spec.Rings {
		r.ringLayers = append(r.ringLayers, &layer{tag: "r-" + g.Name, versions: g.Versions,
			path: fmt.Sprintf("spec.rings[%d]", i), at: under("spec", "rings", i)})
	}
	return r
}

// resolve returns the clusters with their placements.
func (r *resolver) resolve() []*platform.Cluster {
	runsAgent := r.topology.runsAgent(r.input.Spec.Clusters)
	clusters := make([]*platform.Cluster, len(r.input.Spec.Clusters))
	for i := range clusters {
		clusters[i] = r.cluster(i, runsAgent[i])
	}
	slices.SortFunc(clusters, func(a, b *platform.Cluster) int { return cmp.Compare(a.Name, b.Name) })
	return clusters
}

func (r *resolver) cluster(i int, runsAgent bool) *platform.Cluster {
	in := &r.input.Spec.Clusters[i]
	c := &platform.Cluster{
		Name: in.Name, Role: cmp.Or(in.Role, "spoke"), Server: in.Server, Context: in.Context, Provider: in.Provider,
		Domain:     cmp.Or(in.Domain, in.Name+"."+r.input.Spec.Domain),
		Kubernetes: in.Kubernetes, Labels: in.Labels, Credentials: in.Credentials, Shard: in.Shard, RunsAgent: runsAgent,
	}
	if runsAgent {
		c.Server = cmp.Or(c.Server, inClusterServer)
		if r.topology.hub {
			c.Role = "hub"
		}
	}
	layers := r.layersOf(i)
	for _, l := range layers {
		if name, ok := strings.CutPrefix(l.tag, "g-"); ok {
			c.Groups = append(c.Groups, name)
		} else if name, ok := strings.CutPrefix(l.tag, "r-"); ok {
			c.Ring = name
		}
	}
	p := r.presenceOf(layers, runsAgent)
	units := r.units(c, layers, p)
	if g := r.graph(i, layers, p, units); g != nil {
		c.Placements = g.place(units)
	}
	return c
}

// inClusterServer is the address of the API server from inside any cluster.
const inClusterServer = "https://kubernetes.default.svc"

// presenceOf works out which components are enabled.
func (r *resolver) presenceOf(layers []*layer, runsAgent bool) presence {
	p := presence{capabilities: map[string][]string{}}
	named := map[string]bool{}
	for _, l := range layers {
		for name := range l.components {
			named[name] = true
		}
	}
	named[r.agentComponent] = true
	for name := range named {
		comp, known := r.catalog[name]
		isAgent := name == r.agentComponent
		if !known || (isAgent && !runsAgent) || (!isAgent && !settle(layers, name, false).enabled) {
			continue
		}
		p.components = append(p.components, name)
		for _, capability := range comp.Provides {
			p.capabilities[capability] = append(p.capabilities[capability], name)
		}
	}
	slices.Sort(p.components)
	for _, names := range p.capabilities {
		slices.Sort(names)
	}
	return p
}

// has is the part of a presence that a component may ask for.
func (p presence) has(c *compiled) map[string]bool {
	has := map[string]bool{}
	for _, capability := range slices.Concat(c.Uses, c.Requires) {
		providers := p.capabilities[capability]
		has[capability] = len(providers) > 0 && !(len(providers) == 1 && providers[0] == c.Name)
	}
	return has
}

// units returns the variant of every component present on a cluster, by name.
func (r *resolver) units(c *platform.Cluster, layers []*layer, p presence) []*platform.Variant {
	out := make([]*platform.Variant, 0, len(p.components))
	for _, name := range p.components {
		if v := r.variant(c, r.catalog[name], layers, p); v != nil {
			out = append(out, v)
		}
	}
	return out
}

// variant finds or evaluates the variant of a component on a cluster.
func (r *resolver) variant(c *platform.Cluster, comp *compiled, layers []*layer, p presence) *platform.Variant {
	own := r.settingApart(comp, layers, c.RunsAgent)
	var tags []string
	local := comp.Local && c.Provider == providerLocal
	if local {
		tags = append(tags, "local")
	}
	for _, l := range own {
		if l.tag != "" {
			tags = append(tags, l.tag)
		}
	}
	overrides := r.input.overridesFor(comp.Name, c.Name)
	cTag := "c-" + c.Name
	if (comp.PerCluster || hasClusterOverride(overrides)) && (len(tags) == 0 || tags[len(tags)-1] != cTag) {
		tags = append(tags, cTag)
	}
	key := comp.Name + "/" + strings.Join(tags, "+")
	if v, ok := r.variants[key]; ok {
		return v
	}
	e := settle(own, comp.Name, true)
	v, problems := r.evaluator.evaluate(request{
		component: comp, name: variantName(tags, digest(key)), settings: e, layers: own, has: p.has(comp),
		overrides: overrides, local: local, cluster: c,
	})
	r.problems = append(r.problems, problems...)
	r.variants[key] = v
	return v
}

// settingApart returns the layers that decide a component's variant: those
// that name it, and of those that only name a provider of a capability it
// uses, the ones without which the presence of a capability would differ. It
// is a function of what the layers say, so equal names mean equal content.
func (r *resolver) settingApart(comp *compiled, layers []*layer, runsAgent bool) []*layer {
	var relevant []*layer
	for _, l := range layers {
		if l.tag == "" || l.mentions(comp.Name) || r.namesProvider(l, comp) {
			relevant = append(relevant, l)
		}
	}
	want := r.contentKey(comp, relevant, runsAgent)
	for i := 0; i < len(relevant); {
		l := relevant[i]
		if l.tag == "" || r.contentKey(comp, without(relevant, i), runsAgent) != want {
			i++
			continue
		}
		relevant = without(relevant, i)
	}
	return relevant
}

func (r *resolver) namesProvider(l *layer, comp *compiled) bool {
	for name := range l.components {
		if provider, ok := r.catalog[name]; ok && slices.ContainsFunc(comp.Uses, func(capability string) bool {
			return slices.Contains(provider.Provides, capability)
		}) {
			return true
		}
	}
	return false
}

// contentKey says what a component's values would be computed from.
func (r *resolver) contentKey(comp *compiled, layers []*layer, runsAgent bool) string {
	e := settle(layers, comp.Name, true)
	p := r.presenceOf(layers, runsAgent)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v %v", e.version, e.config, p.has(comp)) // fmt prints maps sorted by key
	return b.String()
}
