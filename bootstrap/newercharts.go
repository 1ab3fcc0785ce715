package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

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

// InstalledCharts lists the charts of a platform's components, each once, by component and version.
func InstalledCharts(p *platform.Platform) []NewerChart {
	var out []NewerChart
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Chart == nil {
					continue
				}
				if n := (NewerChart{Component: c.Name, Chart: *u.Chart}); !slices.Contains(out, n) {
					out = append(out, n)
				}
			}
		}
	}
	return out
}
