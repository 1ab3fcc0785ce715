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
	input *userInput
	// catalog holds the components that the input names; all compiles the others too, for those who are told what there is.
	catalog map[string]*compiled
	all     func() map[string]*compiled
	names   func() []string
	// agentComponent is the component that the agent itself is installed by.
	agentComponent string
	companions     []string // of the agent
	topology       topology

	platformLayer *layer
	tenantLayers  []*layer
	groupLayers   []*layer
	ringLayers    []*layer

	evaluator   *evaluator
	graphs      map[string]*graph
	variants    map[string]*platform.Variant
	said        map[string]*said // by content
	saidIn      map[string]*said // by the layers that it comes from
	plans       map[string]*plan
	presences   map[string]presence
	deciders    map[string][]string // by component
	apart       map[string][]*layer
	contents    map[string]string
	settings    map[string]string // versions and configs, by the layers that they come from
	evaluations evaluations
	leaves      []leafConstraint
	// perCluster is whether a component of the catalog is evaluated for each cluster.
	perCluster bool
	notes      map[string]bool
	concerns   map[complaint]*concern
	problems   problem.Problems
}

// presence is what a cluster has: its components and the capabilities they
// provide.
type presence struct {
	components   []string // sorted
	capabilities map[string][]string
}

func newResolver(in *userInput, catalog map[string]*compiled, agent *platform.Agent, t topology, ev *evaluator) *resolver {
	r := &resolver{
		input: in, catalog: catalog, agentComponent: agent.Component, companions: agent.Companions, topology: t, evaluator: ev,
		graphs: map[string]*graph{}, variants: map[string]*platform.Variant{}, said: map[string]*said{}, saidIn: map[string]*said{}, notes: map[string]bool{}, plans: map[string]*plan{},
		presences: map[string]presence{}, deciders: map[string][]string{}, apart: map[string][]*layer{}, contents: map[string]string{}, settings: map[string]string{}, concerns: map[complaint]*concern{},
	}
	for _, c := range catalog {
		r.perCluster = r.perCluster || c.PerCluster
	}
	under := func(prefix ...any) func(path ...any) problem.Position {
		return func(path ...any) problem.Position { return in.at(append(slices.Clone(prefix), path...)...) }
	}
	r.platformLayer = &layer{components: in.Spec.Components, path: "spec", at: under("spec")}
	for i, t := range in.Spec.Tenants {
		r.tenantLayers = append(r.tenantLayers, tenantLayer(&t, fmt.Sprintf("spec.tenants[%d]", i),
			func(...any) problem.Position { return in.at("spec", "tenants", i) }))
	}
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

// resolve returns the clusters with their placements: which variants there are
// is found first, while each is evaluated once, then the units are put in order.
func (r *resolver) resolve() []*platform.Cluster {
	r.unusedByTopology()
	r.absentTenants()
	runsAgent := r.topology.runsAgent(r.input.Spec.Clusters)
	clusters := make([]*platform.Cluster, len(r.input.Spec.Clusters))
	plans := make([]*plan, len(clusters))
	for i := range clusters {
		clusters[i] = r.cluster(i, runsAgent[i])
		plans[i] = r.plan(i, clusters[i])
	}
	r.shareOut(clusters, runsAgent)
	r.externalSecrets(plans, runsAgent)
	r.evaluated()
	for i, c := range clusters {
		if g := r.graph(i, plans[i]); g != nil {
			if plans[i].placements == nil {
				plans[i].placements = g.place(r.variantsOf(plans[i]))
			}
			c.Placements = plans[i].placements
		}
	}
	r.problems = append(r.problems, r.told()...)
	slices.SortFunc(clusters, func(a, b *platform.Cluster) int { return cmp.Compare(a.Name, b.Name) })
	return clusters
}

func (r *resolver) cluster(i int, runsAgent bool) *platform.Cluster {
	in := &r.input.Spec.Clusters[i]
	c := &platform.Cluster{
		Name: in.Name, Role: cmp.Or(in.Role, "spoke"), Server: in.Server, Context: in.Context, Provider: in.Provider, Kind: in.Kind,
		Domain:     cmp.Or(in.Domain, in.Name+"."+r.input.Spec.Domain),
		Kubernetes: in.Kubernetes, Labels: in.Labels, Credentials: in.Credentials, Shard: in.Shard, RunsAgent: runsAgent,
		Revision:  r.input.Spec.Repository.Branch,
		Simulated: in.Provider == providerLocal,
	}
	if ring := ringOf(r.input.Spec.Rings, in.Labels); ring >= 0 {
		c.Revision = cmp.Or(r.input.Spec.Rings[ring].Revision, c.Revision)
		if r.topology.hub && c.Revision != r.input.Spec.Repository.Branch {
			c.SourceRing = r.input.Spec.Rings[ring].Name
		}
	}
	if runsAgent {
		c.Server = cmp.Or(c.Server, inClusterServer)
		if r.topology.hub {
			c.Role = "hub"
		}
	}
	return c
}

// plan is what belongs on a cluster, before it is evaluated. Clusters that
// nothing sets apart share one.
type plan struct {
	layers   []*layer
	presence presence
	keys     []string // of r.variants, by component
	graph    *graph
	graphed  bool
	// placements are shared by the clusters that share the plan.
	placements []platform.Placement
	// complaints are why there is no graph.
	complaints []complaint
}

// plan works out a cluster's variants.
func (r *resolver) plan(i int, c *platform.Cluster) *plan {
	layers := r.layersOf(i)
	var tags []string
	own := r.perCluster || r.input.hasOverrides(c.Name)
	for _, l := range layers {
		tags = append(tags, l.tag, l.tenant)
		if name, ok := strings.CutPrefix(l.tag, "g-"); ok {
			c.Groups = append(c.Groups, name)
		} else if name, ok := strings.CutPrefix(l.tag, "r-"); ok {
			c.Ring = name
		} else if l.tag != "" {
			own = true
		}
	}
	shared := fmt.Sprint(tags, c.RunsAgent, c.Provider)
	if p, ok := r.plans[shared]; ok && !own {
		return p
	}
	p := &plan{layers: layers, presence: r.presenceOf(layers, c.RunsAgent, c.Simulated)}
	for _, name := range p.presence.components {
		p.keys = append(p.keys, r.request(c, r.catalog[name], layers, p.presence))
	}
	if !own {
		r.plans[shared] = p
	}
	return p
}

// inClusterServer is the address of the API server from inside any cluster.
const inClusterServer = "https://kubernetes.default.svc"

// presenceOf works out which components are enabled. The agent and its
// companions are where it runs, and nowhere else; simulated companions are
// processes.
func (r *resolver) presenceOf(layers []*layer, runsAgent, simulated bool) presence {
	p := presence{capabilities: map[string][]string{}}
	named := map[string]bool{}
	for _, l := range layers {
		for name := range l.components {
			named[name] = true
		}
	}
	named[r.agentComponent] = true
	for _, name := range r.companions {
		named[name] = true
	}
	for name := range named {
		comp, known := r.catalog[name]
		isAgent, isCompanion := name == r.agentComponent, slices.Contains(r.companions, name)
		if !known || ((isAgent || isCompanion) && !runsAgent) {
			continue
		}
		if !isAgent && !settle(layers, name, isCompanion && !simulated).enabled {
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
	for _, capability := range c.Connections() {
		has[capability] = p.hears(c, capability)
	}
	return has
}

// hears reports whether another component provides a capability.
func (p presence) hears(c *compiled, capability string) bool {
	providers := p.capabilities[capability]
	return len(providers) > 0 && !(len(providers) == 1 && providers[0] == c.Name)
}

// hasText tells apart what has returns.
func (p presence) hasText(c *compiled) string {
	var b strings.Builder
	for _, capability := range c.Connections() {
		if p.hears(c, capability) {
			b.WriteString("+")
		} else {
			b.WriteString("-")
		}
	}
	return b.String()
}

// lacks reports whether anything is missing that a component requires.
func (p presence) lacks(c *compiled) bool {
	return slices.ContainsFunc(c.Requires, func(capability string) bool { return len(p.capabilities[capability]) == 0 })
}

// request asks for the variant of a component on a cluster and returns its key.
func (r *resolver) request(c *platform.Cluster, comp *compiled, layers []*layer, p presence) string {
	own := r.settingApart(comp, layers, c.RunsAgent)
	local := comp.Local && c.Provider == providerLocal
	overrides := r.input.overridesFor(&comp.Component, c.Name)
	tags := r.tagsOf(c, comp, layers, own, local, hasClusterOverride(overrides))
	key := comp.Name + "/" + strings.Join(tags, "+")
	if _, ok := r.variants[key]; !ok {
		r.variants[key] = nil
		r.evaluations.start(r.evaluator, request{
			key: key, component: comp, name: variantName(tags, digest(key)), settings: settle(own, comp.Name, true), layers: own, named: strongest(layers, comp.Name),
			has: p.has(comp), heard: r.hear(comp, layers, p), providers: r.providersFor(comp, p), overrides: overrides, lacks: p.lacks(comp), local: local, cluster: c,
		})
	}
	return key
}

// evaluated waits for all variants that were asked for.
func (r *resolver) evaluated() {
	for _, e := range r.evaluations.wait() {
		r.problems = append(r.problems, e.problems...)
		r.leaves = append(r.leaves, e.leaves...)
		r.variants[e.key] = e.variant
	}
}

// variantsOf returns a plan's variants; fewer when one did not evaluate.
func (r *resolver) variantsOf(p *plan) []*platform.Variant {
	out := make([]*platform.Variant, 0, len(p.keys))
	for _, key := range p.keys {
		if v := r.variants[key]; v != nil {
			out = append(out, v)
		}
	}
	return out
}
