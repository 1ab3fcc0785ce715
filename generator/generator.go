// Package generator is the way from a platform's folder to its repository:
// load, render, plan, apply. It knows nothing of clusters.
package generator

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Sources is the program's own data, and what its user's platforms may name.
type Sources struct {
	Schemas   fs.FS // the CUE definitions
	Catalog   fs.FS // the builtin catalog
	Agents    fs.FS // one folder per agent
	Templates fs.FS // agents/ and seeds/
	// Providers are the cluster providers that exist.
	Providers []string
	// Version is Slipway's own, for the lock.
	Version string
	// Agent is loaded in the place of the one that a platform names; empty for that one.
	Agent string
	// Charts renders what was fetched, for delivery manifests; nil where nothing was.
	Charts manifests.Renderer
	// OpenCatalog opens a catalog of a registry that was fetched; nil where none was.
	OpenCatalog func(ref platform.CatalogRef, digest string) (*platform.ForeignCatalog, error)
	// CatalogDigests say which bytes catalogs of registries are, by name; else the lock does.
	CatalogDigests map[string]string
}

// Options adjust how files that were edited by hand are treated.
type Options struct {
	Force bool
	Keep  []string
	// Discard are edits that are dropped, by file.
	Discard map[string][]byte
}

// Drop is for an edit that nobody wants in its file any more. Where somebody edited on since it was read, that stays.
func (o *Options) Drop(e tree.Edit) {
	if o.Discard == nil {
		o.Discard = map[string][]byte{}
	}
	o.Discard[e.Path] = e.Have
}

func (s Sources) load() load.Sources {
	return load.Sources{Schemas: s.Schemas, Catalog: s.Catalog, Agents: s.Agents, Providers: s.Providers, Agent: s.Agent}
}

// Load reads the platform in dir. The error is problem.Problems when the input
// is wrong.
func Load(src Sources, dir string) (*platform.Platform, error) {
	o, err := LoadOrigins(src, dir)
	if err != nil {
		return nil, err
	}
	return o.Platform, nil
}

// split makes the variants that charts will be rendered as, where they are.
func split(p *platform.Platform) *platform.Platform {
	if p.Delivery == manifests.Delivery {
		return manifests.Split(p)
	}
	return p
}

// Deliver returns the platform as Git will hold it: with delivery manifests,
// objects in the place of charts. A platform that was delivered stays as it is.
func Deliver(src Sources, p *platform.Platform) (*platform.Platform, error) {
	if p.Delivery != manifests.Delivery {
		return p, nil
	}
	agent, err := Agent(src, p)
	if err != nil {
		return nil, err
	}
	charts := src.Charts
	if charts == nil {
		charts = func(platform.Release) (*platform.Rendering, error) { return nil, platform.ErrNotFetched }
	}
	return manifests.Render(p, agent, charts)
}

// Agent reads the folder of a platform's agent, as it is in the platform's topology.
func Agent(src Sources, p *platform.Platform) (*platform.Agent, error) {
	return load.Agent(src.load(), p.Agent, p.Topology)
}

// Agents reads the folder of every agent, as it is in a topology, by name.
func Agents(src Sources, topology string) ([]*platform.Agent, error) {
	return load.Agents(src.load(), topology)
}

// Components returns the builtin catalog, by name.
func Components(src Sources) ([]platform.Component, error) { return load.Catalog(src.load()) }

// JSONSchema returns the JSON Schema of platform.yaml, with the settings of the components of the catalogs that the platform
// in dir names.
func JSONSchema(src Sources, dir string) ([]byte, error) {
	from, err := src.loadIn(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	return load.JSONSchema(from, os.DirFS(dir))
}

// BuiltinJSONSchema returns the one with the settings of builtin components alone.
func BuiltinJSONSchema(src Sources) ([]byte, error) { return load.BuiltinJSONSchema(src.load()) }

// MakeJSONSchema makes it anew, of the schemas and the builtin catalog.
func MakeJSONSchema(src Sources) ([]byte, error) { return load.MakeJSONSchema(src.load()) }

// Render returns the files of a platform's repository, all of them checked.
func Render(src Sources, p *platform.Platform) (*tree.Tree, error) {
	t, verify, err := renderTree(src, p)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range t.Files() {
		paths = append(paths, f.Path)
	}
	return t, verifyAll(paths, verify)
}

// renderTree renders without checking; what it returns checks one file.
func renderTree(src Sources, p *platform.Platform) (t *tree.Tree, verify func(string) error, err error) {
	schema, err := p.Schema()
	if err != nil {
		return nil, nil, err
	}
	agent, err := Agent(src, p)
	if err != nil {
		return nil, nil, err
	}
	if p, err = Deliver(src, p); err != nil {
		return nil, nil, err
	}
	t, verify, err = render.Render(render.Sources{Templates: src.Templates}, p, agent)
	if err != nil {
		return nil, nil, fmt.Errorf("render %s: %w", p.Name, err)
	}
	return t, verify, t.Add(".slipway/platform.schema.json", schema, tree.Owned)
}

func verifyAll(paths []string, verify func(string) error) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for batch := range slices.Chunk(paths, 64) {
		g.Go(func() error {
			for _, p := range batch {
				if err := verify(p); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// Plan loads and renders the platform in dir and compares the result with what
// is there. It changes nothing.
func Plan(src Sources, dir string, opts Options) (*tree.Changes, error) {
	p, err := Load(src, dir)
	if err != nil {
		return nil, err
	}
	return PlanPlatform(src, dir, p, opts)
}

// PlanPlatform is Plan for a platform that was loaded already. Files that are
// to be written are parsed and checked first.
func PlanPlatform(src Sources, dir string, p *platform.Platform, opts Options) (*tree.Changes, error) {
	t, verify, err := renderTree(src, p)
	if err != nil {
		return nil, err
	}
	keep := make([]string, len(opts.Keep))
	for i, name := range opts.Keep {
		keep[i] = path.Clean(filepath.ToSlash(name)) // as shells complete it: ./ in front, and \ on Windows
	}
	c, err := tree.Plan(dir, t, meta(src, p), tree.Options{Output: render.Generated, Force: opts.Force, Discard: opts.Discard, Keep: keep, Instead: instead})
	if err != nil {
		return nil, err
	}
	return c, verifyAll(slices.Concat(c.Create, c.Update), verify)
}

// meta is what the lock says besides the owned paths.
func meta(src Sources, p *platform.Platform) tree.Meta {
	m := tree.Meta{Slipway: src.Version, Root: rootOf(p)}
	for _, c := range p.Catalogs {
		m.Catalogs = append(m.Catalogs, tree.Catalog{Name: c.Name, Digest: c.Digest})
	}
	for _, c := range Charts(p) {
		m.Charts = append(m.Charts, tree.Chart{Repository: c.Repository, Name: c.Name, Version: c.Version, Digest: p.Digests[c]})
	}
	for _, c := range Published(p) {
		m.Manifests = append(m.Manifests, tree.Manifests{URL: c.Repository, Version: c.Version, Digest: p.Digests[c]})
	}
	for _, c := range p.Components {
		m.Components = append(m.Components, lockedComponent(c))
	}
	return m
}

// instead says where to make an edit that was made in a generated file.
func instead(path string) string {
	parts := strings.Split(path, "/")
	switch {
	case len(parts) > 3 && parts[1] == "components":
		return fmt.Sprintf("set the config of %s in platform.yaml, or write overrides/%s.yaml", parts[2], parts[2])
	case len(parts) > 2 && parts[1] == "clusters":
		return fmt.Sprintf("change cluster %s in platform.yaml or clusters/%s.yaml", parts[2], parts[2])
	}
	return "change platform.yaml, clusters/, overrides/ or secrets/"
}
