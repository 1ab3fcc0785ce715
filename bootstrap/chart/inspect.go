package chart

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
)

// Facts are what a chart says of its values.
type Facts struct {
	Name, Version string
	// Values is its values.yaml as it is written, with comments; nil where it has none.
	Values []byte
	// Schema is its values.schema.json; nil where it has none.
	Schema []byte
	// Templates is whether there is something to render.
	Templates bool
	// Dependencies are the charts whose values stand below a name in its own.
	Dependencies []Dependency

	loaded *helmchart.Chart
}

// Dependency is a chart that another one depends on.
type Dependency struct {
	// Key is where its values stand: its alias, or its name.
	Key, Name, Version string
	// Facts are its own; nil where the chart does not hold it.
	Facts *Facts
}

// Inspect reads a chart archive or folder, which may lack its templates and the charts that it depends on.
func Inspect(chartPath string) (*Facts, error) {
	loaded, err := loader.Load(chartPath)
	if err != nil {
		return nil, fmt.Errorf("read chart %s: %w", path.Base(chartPath), err)
	}
	return factsOf(loaded), nil
}

func factsOf(c *helmchart.Chart) *Facts {
	f := &Facts{Name: c.Metadata.Name, Version: c.Metadata.Version, Schema: c.Schema, loaded: c}
	for _, raw := range c.Raw {
		if raw.Name == chartutil.ValuesfileName {
			f.Values = raw.Data
		}
	}
	each(c, func(*helmchart.File) { f.Templates = true })
	for _, want := range c.Metadata.Dependencies {
		d := Dependency{Key: want.Name, Name: want.Name, Version: want.Version}
		if want.Alias != "" {
			d.Key = want.Alias
		}
		for _, held := range c.Dependencies() {
			if held.Name() == want.Name {
				d.Facts = factsOf(held)
			}
		}
		f.Dependencies = append(f.Dependencies, d)
	}
	return f
}

// Hold gives the chart one that it depends on, by its place in Dependencies.
func (f *Facts) Hold(i int, held *Facts) {
	f.Dependencies[i].Facts = held
	f.loaded.AddDependency(held.loaded)
}

// CheckValues says what the schemas of a chart, and of those that it holds, refuse in values, with the chart's own beside
// them as in an installation.
func (f *Facts) CheckValues(values map[string]any) ([]Refusal, error) {
	c := copyOf(f.loaded)
	if err := chartutil.ProcessDependenciesWithMerge(c, values); err != nil {
		return nil, fmt.Errorf("read dependencies of chart %s: %w", f.Name, err)
	}
	all, err := chartutil.CoalesceValues(c, values)
	if err != nil {
		return nil, fmt.Errorf("merge values of chart %s: %w", f.Name, err)
	}
	out, err := refused(c, all, nil)
	slices.SortFunc(out, func(a, b Refusal) int {
		return cmp.Or(slices.Compare(a.Path, b.Path), strings.Compare(a.Message, b.Message))
	})
	return out, err
}

// copyOf copies what Helm changes in a chart where it looks at its dependencies.
func copyOf(c *helmchart.Chart) *helmchart.Chart {
	out, metadata := *c, *c.Metadata
	out.Metadata = &metadata
	metadata.Dependencies = nil
	for _, d := range c.Metadata.Dependencies {
		want := *d
		metadata.Dependencies = append(metadata.Dependencies, &want)
	}
	var held []*helmchart.Chart
	for _, d := range c.Dependencies() {
		held = append(held, copyOf(d))
	}
	out.SetDependencies(held...)
	return &out
}

func refused(c *helmchart.Chart, values map[string]any, at []string) (out []Refusal, err error) {
	if c.Schema != nil {
		if out, err = refusedBy(c.Schema, values, at); err != nil {
			return nil, fmt.Errorf("check values of chart %s: %w", c.Name(), err)
		}
	}
	for _, d := range c.Dependencies() {
		below, ok := values[d.Name()].(map[string]any)
		if !ok {
			continue
		}
		more, err := refused(d, below, append(at, d.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}
