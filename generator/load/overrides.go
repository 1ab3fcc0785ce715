package load

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

const overrideFolder = "overrides"

// override is a file of chart values that are applied last, for every cluster
// or, when Cluster is set, for one.
type override struct {
	Component, Cluster, File string
	Values                   map[string]any
	at                       func(path ...any) problem.Position
}

// overridesFor returns what applies to a component on a cluster, weakest first.
func (u *userInput) overridesFor(c *platform.Component, cluster string) []override {
	var out []override
	for _, o := range u.overrides {
		if isFor(o.Component, c) && (o.Cluster == "" || o.Cluster == cluster) {
			out = append(out, o)
		}
	}
	return out
}

// isFor reports whether overrides of this name are for the component or one of its parts.
func isFor(name string, c *platform.Component) bool {
	return name == c.Name || slices.ContainsFunc(c.Parts, func(part string) bool { return name == c.PartUnit(part) })
}

// hasOverrides reports whether an override is for this cluster alone.
func (u *userInput) hasOverrides(cluster string) bool {
	return slices.ContainsFunc(u.overrides, func(o override) bool { return o.Cluster == cluster })
}

func hasClusterOverride(overrides []override) bool {
	return slices.ContainsFunc(overrides, func(o override) bool { return o.Cluster != "" })
}

// overrides reads overrides/, sorted by component and cluster.
func (r *inputReader) overrides() []override {
	var out []override
	for _, e := range r.overrideEntries(overrideFolder) {
		if !e.IsDir() {
			out = r.override(out, strings.TrimSuffix(e.Name(), path.Ext(e.Name())), "", path.Join(overrideFolder, e.Name()))
			continue
		}
		dir := path.Join(overrideFolder, e.Name())
		for _, f := range r.overrideEntries(dir) {
			name := path.Join(dir, f.Name())
			if f.IsDir() {
				r.problems = append(r.problems, inputFault(name, 0, 0, "is a folder, which is not read",
					"a cluster's values are in overrides/COMPONENT/CLUSTER.yaml")...)
				continue
			}
			out = r.override(out, e.Name(), strings.TrimSuffix(f.Name(), path.Ext(f.Name())), name)
		}
	}
	slices.SortFunc(out, func(a, b override) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Cluster, b.Cluster))
	})
	return out
}

// overrideEntries lists a folder without what is hidden.
func (r *inputReader) overrideEntries(dir string) []fs.DirEntry {
	return slices.DeleteFunc(r.entries(dir), func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") })
}

// entries lists a folder, which need not be there.
func (r *inputReader) entries(dir string) []fs.DirEntry {
	entries, err := fs.ReadDir(r.dir, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.problems = append(r.problems, inputUnreadable(dir, err)...)
	}
	return entries
}

// override adds one file; a file of comments alone overrides nothing.
func (r *inputReader) override(out []override, component, cluster, name string) []override {
	switch path.Ext(name) {
	case ".yaml":
	case ".yml", ".cue", ".json":
		r.problems = append(r.problems, inputFault(name, 0, 0, "is not read", "overrides are YAML and end in .yaml")...)
		return out
	default:
		return out
	}
	data, ps := inputFile(r.dir, name)
	if len(ps) > 0 {
		r.problems = append(r.problems, ps...)
		return out
	}
	src, ps := yamlRead(name, data)
	if r.problems = append(r.problems, ps...); src == nil {
		return out
	}
	values, _ := yamlValue(src.root).(map[string]any)
	return append(out, override{Component: component, Cluster: cluster, File: name, Values: values, at: src.at})
}
