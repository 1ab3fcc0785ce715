// Package load is the only reader of YAML and CUE. It turns a platform's
// folder and the catalogs into a platform.Platform, or into everything that is
// wrong with them, at once. It writes nothing and reaches no network.
package load

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Sources is what Load reads besides the user's folder.
type Sources struct {
	Schemas fs.FS // schemas/*.cue
	Catalog fs.FS // the builtin catalog, one folder per component
	Agents  fs.FS // one folder per agent, each with an agent.cue
	// Providers are the names of the cluster providers that exist.
	Providers []string
	// Agent takes the place of the platform's own; empty for that.
	Agent string
	// Foreign opens a catalog of a registry that this machine has; nil where there are none.
	Foreign func(name string, ref platform.CatalogRef) (*platform.ForeignCatalog, error)
	// Limits are for components of catalogs that are not builtin.
	Limits Limits
}

// Load reads the platform in dir, a folder. The error is problem.Problems when
// the input is wrong.
func Load(src Sources, dir fs.FS) (*platform.Platform, error) {
	o, err := LoadOrigins(src, dir)
	if err != nil {
		return nil, err
	}
	return o.Platform, nil
}

func load(src Sources, dir fs.FS, w *watch) (*Origins, error) {
	ctx := newContext()
	in, problems := readPlatform(src, ctx, dir)
	if len(problems) > 0 {
		return nil, problems.Err()
	}
	in.Spec.Agent = cmp.Or(src.Agent, in.Spec.Agent)
	agent, err := readAgent(ctx, src, in.Spec.Agent)
	if err != nil {
		return nil, err
	}
	if err := checkRevisions(ctx, src, in, agent); err != nil {
		return nil, err
	}
	sources, err := catalogSources(src, dir, in, w)
	if err != nil {
		return nil, in.usersWords(err)
	}
	results := compileAll(ctx, src.Schemas, sources, in.wants(agent))
	catalog, catalogs, problems := join(results)
	if len(problems) > 0 {
		return nil, problems.Err()
	}
	o, err := resolveInput(ctx, in, catalog, catalogs, agent, shelf{names: func() []string { return namesIn(sources) }, all: func() map[string]*compiled {
		all, _, _ := join(compileAll(ctx, src.Schemas, sources, everything))
		return all
	}})
	if err != nil {
		return nil, in.usersWords(err)
	}
	o.Notes = append(notesOf(results), o.Notes...)
	o.Schema, err = schemaWith(src, results)
	return o, err
}

// shelf is all that the catalogs have, for those who are told what there is. To name it is quick, to compile it is not.
type shelf struct {
	names func() []string
	all   func() map[string]*compiled
}

// resolveInput works out what belongs on the clusters of an input. It adds to the catalog what tenants get.
func resolveInput(ctx *cue.Context, in *userInput, catalog map[string]*compiled, catalogs []platform.Catalog, agent *platform.Agent, others shelf) (*Origins, error) {
	if _, ok := agent.Topologies[in.Spec.Topology]; !ok {
		return nil, noTopology(in, agent).Err()
	}
	agent = agent.In(in.Spec.Topology)
	if problems := addTenants(in, catalog); len(problems) > 0 {
		return nil, problems.Err()
	}
	facts := newFactTable(usedLabels(in, catalog))
	r := newResolver(in, catalog, agent, topologies()[in.Spec.Topology], newEvaluator(ctx, in, facts, healthOf(in, catalog, agent.Component), agent.Tenants.Accounts))
	r.all, r.names = sync.OnceValue(others.all), others.names
	if problems := r.checkSettings(); len(problems) > 0 {
		return nil, problems.Err()
	}
	clusters := r.resolve()
	r.problems = slices.Concat(r.problems, r.placeSecrets(clusters), r.checkFacts(clusters), r.checkNames(agent, clusters), r.checkKinds(agent, clusters), r.checkTenantNamespaces(clusters))
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	p := r.platform(clusters, catalogs)
	p.Route, p.Decrypts = agent.Route, agent.Decryption != nil
	notes, err := limitNotes(agent, p)
	p.Notes = slices.Concat(p.Notes, notes, portNotes(p), roomNotes(p))
	return &Origins{p, r}, err
}

// newContext returns a CUE context that the environment does not change.
func newContext() *cue.Context { return cuecontext.New(cuecontext.CUE_DEBUG("")) }

// builtinName is what a user calls the catalog that comes with the program.
const builtinName = "builtin"

// Catalog compiles the builtin catalog for those who only look at it.
func Catalog(src Sources) ([]platform.Component, error) {
	catalog, err := builtinCatalog(src)
	if err != nil {
		return nil, err
	}
	var out []platform.Component
	for _, name := range slices.Sorted(maps.Keys(catalog)) {
		out = append(out, catalog[name].Component)
	}
	return out, nil
}

// builtinCatalog compiles the builtin catalog alone.
func builtinCatalog(src Sources) (map[string]*compiled, error) {
	r := compileCatalog(newContext(), src.Schemas, catalogSource{name: builtinName, fsys: src.Catalog}, nil, everything)
	return r.components, r.problems.Err()
}

// eachSettings visits what every level says of components, in no order.
func eachSettings(in *userInput, visit func(component string, s platform.Settings)) {
	levels := []map[string]platform.Settings{in.Spec.Components}
	for _, g := range in.Spec.Groups {
		levels = append(levels, g.Components)
	}
	for _, c := range in.Spec.Clusters {
		levels = append(levels, c.Components)
	}
	for _, level := range levels {
		for name, s := range level {
			visit(name, s)
		}
	}
}

// usedLabels are the labels that catalogs and the user use as facts.
func usedLabels(in *userInput, catalog map[string]*compiled) []string {
	var labels []string
	for _, c := range catalog {
		labels = append(labels, c.labels...)
	}
	eachSettings(in, func(_ string, s platform.Settings) { labels = labelsIn(s.Config, labels) })
	for _, o := range in.overrides {
		labels = labelsIn(o.Values, labels)
	}
	return labels
}

// healthOf collects the health conditions of every component that any level
// names, in the order of the components' names.
func healthOf(in *userInput, catalog map[string]*compiled, agent string) []platform.Health {
	named := map[string]bool{agent: true}
	eachSettings(in, func(name string, _ platform.Settings) { named[name] = true })
	var out []platform.Health
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if c, ok := catalog[name]; ok {
			out = append(out, c.Health...)
		}
	}
	return out
}

// platform puts the result together.
func (r *resolver) platform(clusters []*platform.Cluster, catalogs []platform.Catalog) *platform.Platform {
	s := &r.input.Spec
	p := &platform.Platform{
		Name: r.input.Metadata.Name, Agent: s.Agent, Topology: s.Topology, Shards: s.Shards, Delivery: s.Delivery, Profile: s.Profile,
		Domain: s.Domain, Repository: s.Repository, Mirrors: s.Mirrors, Credentials: s.Credentials, Secrets: r.input.encryptedSecrets(),
		Catalogs: catalogs, Clusters: clusters, Rings: s.Rings, Groups: s.Groups, SourceRings: sourceRings(s.Rings, clusters), Facts: r.evaluator.facts.facts,
		Notes: slices.Sorted(maps.Keys(r.notes)),
	}
	for _, v := range variantsIn(clusters) {
		if n := len(p.Components); n == 0 || p.Components[n-1] != v.Component {
			p.Components = append(p.Components, v.Component)
		}
		v.Component.Variants = append(v.Component.Variants, v)
	}
	return p
}

// variantsIn returns the variants in use, by component and name.
func variantsIn(clusters []*platform.Cluster) []*platform.Variant {
	used := map[*platform.Variant]bool{}
	for _, c := range clusters {
		for _, pl := range c.Placements {
			used[pl.Unit.Variant] = true
		}
	}
	return slices.SortedFunc(maps.Keys(used), func(a, b *platform.Variant) int {
		return cmp.Or(cmp.Compare(a.Component.Name, b.Component.Name), cmp.Compare(a.Name, b.Name))
	})
}

func agentNames(agents fs.FS) ([]string, error) {
	files, err := fs.Glob(agents, "*/agent.cue")
	if err != nil {
		return nil, fmt.Errorf("list agents: %w", err)
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = path.Dir(f)
	}
	return names, nil
}
