package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/platform"
)

// NewerChart is a chart of a component, and the newest version of it; empty
// where it is the newest itself.
type NewerChart struct {
	Component string
	Chart     platform.Chart
	Newest    string
}

// NewerCharts asks the repositories of charts for newer versions: each once,
// several at a time. Every repository that does not answer is told. A bundle has
// no newer versions.
func NewerCharts(ctx context.Context, opts Options, charts []NewerChart) ([]NewerChart, error) {
	if opts.Bundle != nil {
		return nil, fmt.Errorf("ask for newer versions: bundle %s knows those alone that it holds; leave out --bundle and SLIPWAY_BUNDLE where registries answer", opts.Bundle.Path)
	}
	charts = slices.Clone(charts)
	names := map[string][]string{}
	for _, c := range charts {
		names[c.Chart.Repository] = append(names[c.Chart.Repository], c.Chart.Name)
	}
	repositories := slices.Sorted(maps.Keys(names))
	found, errs := make([]map[string][]string, len(repositories)), make([]error, len(repositories))
	var g errgroup.Group
	g.SetLimit(pulls)
	for i, repository := range repositories {
		login, err := chartLogin(ctx, opts, repository)
		if err != nil {
			return nil, err
		}
		g.Go(func() error {
			found[i], errs[i] = chart.Versions(ctx, repository, slices.Compact(slices.Sorted(slices.Values(names[repository]))), login)
			return nil
		})
	}
	_ = g.Wait() // errors are in errs
	for i, c := range charts {
		at := slices.Index(repositories, c.Chart.Repository)
		charts[i].Newest = platform.Newest(c.Chart.Version, found[at][c.Chart.Name])
	}
	return charts, errors.Join(errs...)
}

// InstalledCharts lists the charts of a platform's components, each once, by component and version. Published manifests that are
// an artifact of a registry are among them: their versions are its tags, too.
func InstalledCharts(p *platform.Platform) []NewerChart {
	var out []NewerChart
	eachUnit(p, func(c *platform.Component, u *platform.Unit) {
		n := NewerChart{Component: c.Name}
		switch {
		case u.Chart != nil:
			n.Chart = *u.Chart
		case u.Manifests != nil && strings.HasPrefix(u.Manifests.URL, "oci://"):
			n.Chart = platform.Chart{Repository: "oci://" + path.Dir(strings.TrimPrefix(u.Manifests.URL, "oci://")), Name: path.Base(u.Manifests.URL), Version: u.Manifests.Version}
		default:
			return
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	})
	return out
}

// Unasked is what a component installs in a version of its own, and nobody is
// asked for newer ones of.
type Unasked struct {
	Component string `json:"component"`
	What      string `json:"what"`
}

// UnaskedVersions lists them: images that a component pins itself, whose tags do not say which of them fit the component.
func UnaskedVersions(p *platform.Platform) []Unasked {
	out := []Unasked{}
	eachUnit(p, func(c *platform.Component, u *platform.Unit) {
		for _, name := range c.PinnedImages {
			installed := slices.ContainsFunc(u.Variant.Images, func(image string) bool { return strings.Contains(image, name+":") })
			if pinned := (Unasked{c.Name, "image " + name}); installed && !slices.Contains(out, pinned) {
				out = append(out, pinned)
			}
		}
	})
	return out
}

func eachUnit(p *platform.Platform, visit func(*platform.Component, *platform.Unit)) {
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				visit(c, u)
			}
		}
	}
}
