package load

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Trials loads platforms that are nowhere, one after the other, with catalogs
// that are compiled once. One goroutine at a time may use it.
type Trials struct {
	ctx      *cue.Context
	schema   *inputSchema
	catalog  map[string]*compiled
	catalogs []platform.Catalog
	agents   map[string]*platform.Agent
	editor   func() ([]byte, error) // the JSON Schema
	limits   Limits
}

// Folder is a catalog in a folder, and what the user calls it.
type Folder struct {
	Name string
	FS   fs.FS
}

// NewTrials compiles catalogs, weakest first. The error is problem.Problems when
// one is wrong.
func NewTrials(src Sources, catalogs []Folder) (*Trials, error) {
	return under(src.Limits, func(w *watch) (*Trials, error) { return newTrials(src, catalogs, w) })
}

func newTrials(src Sources, catalogs []Folder, w *watch) (*Trials, error) {
	enums, err := enumsOf(src)
	if err != nil {
		return nil, err
	}
	t := &Trials{ctx: newContext(), agents: map[string]*platform.Agent{}, limits: src.Limits}
	if t.schema, err = compileInputSchema(t.ctx, src.Schemas, enums); err != nil {
		return nil, fmt.Errorf("compile schema: %w", err)
	}
	var sources []catalogSource
	for _, f := range catalogs {
		s := catalogSource{name: f.Name, fsys: f.FS}
		if f.Name != builtinName {
			s.watch = w
		}
		sources = append(sources, s)
	}
	results := compileAll(t.ctx, src.Schemas, sources, everything)
	var problems problem.Problems
	if t.catalog, t.catalogs, problems = join(results); len(problems) > 0 {
		return nil, problems.Err()
	}
	for _, c := range t.catalog {
		c.lookAtConfig()
	}
	if t.editor, err = schemaWith(src, results); err != nil {
		return nil, err
	}
	for _, name := range enums.Agents {
		if t.agents[name], err = readAgent(t.ctx, src, name); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// lookAtConfig has CUE work out the settings, which it remembers, while the
// component is watched: whoever lists them later is not.
func (c *compiled) lookAtConfig() {
	if c.watch == nil {
		return
	}
	defer c.working()()
	(&settings{}).below(c.config, "", 0)
}

// CatalogsOf opens the catalogs that the platform in dir names; the builtin one
// alone where there is no platform.
func CatalogsOf(src Sources, dir fs.FS) ([]Folder, error) {
	in, problems := readPlatform(src, newContext(), dir)
	if len(problems) > 0 {
		if hasPlatform(dir) {
			return nil, problems.Err()
		}
		return Builtin(src), nil
	}
	sources, err := catalogSources(src, dir, in, nil)
	var out []Folder
	for _, s := range sources {
		out = append(out, Folder{s.name, s.fsys})
	}
	return out, err
}

func hasPlatform(dir fs.FS) bool {
	return slices.ContainsFunc(platformFiles(), func(name string) bool {
		_, err := fs.Stat(dir, name)
		return err == nil
	})
}

// Components lists the catalogs, by name.
func (t *Trials) Components() []platform.Component {
	var out []platform.Component
	for _, name := range slices.Sorted(maps.Keys(t.catalog)) {
		out = append(out, t.catalog[name].Component)
	}
	return out
}

// Agents lists the agents, by name.
func (t *Trials) Agents() []*platform.Agent {
	var out []*platform.Agent
	for _, name := range slices.Sorted(maps.Keys(t.agents)) {
		out = append(out, t.agents[name])
	}
	return out
}

// Labels are those that a component uses as facts.
func (t *Trials) Labels(component string) []string { return t.catalog[component].labels }

// ConfigFields lists the settings of a component, in the order in which it
// declares them.
func (t *Trials) ConfigFields(component string) []platform.ConfigField {
	return configFields(t.catalog[component].config, "")
}

// Load loads a platform that is in dir and names no catalogs.
func (t *Trials) Load(dir fs.FS) (*platform.Platform, error) {
	return under(t.limits, func(w *watch) (*platform.Platform, error) { return t.load(dir, w) })
}

func (t *Trials) load(dir fs.FS, w *watch) (*platform.Platform, error) {
	in, problems := (&inputReader{ctx: t.ctx, schema: t.schema, dir: dir}).input()
	if len(problems) > 0 {
		return nil, problems.Err()
	}
	catalog := map[string]*compiled{}
	for name, c := range t.catalog { // a load writes down what it makes of each
		fresh := *c
		if fresh.watch != nil {
			fresh.watch = w
		}
		catalog[name] = &fresh
	}
	o, err := resolveInput(t.ctx, in, catalog, t.catalogs, t.agents[in.Spec.Agent], shelf{
		names: func() []string { return slices.Sorted(maps.Keys(catalog)) }, all: func() map[string]*compiled { return catalog },
	})
	if err != nil {
		return nil, in.usersWords(err)
	}
	o.Schema = t.editor
	return o.Platform, nil
}
