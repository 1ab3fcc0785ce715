package bootstrap

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/generator/platform"
)

// wanted is what one unit is made of, and Git only names.
type wanted struct {
	from, what string
	chart      platform.Chart // published manifests have no name
	find       func(ctx context.Context, login chart.Credentials) error
}

// ask looks where a thing comes from: into the bundle where there is one.
func (w wanted) ask(ctx context.Context, opts Options) error {
	if opts.Bundle != nil {
		_, err := opts.Bundle.Chart(w.chart)
		return err
	}
	login, err := chartLogin(ctx, opts, w.from)
	if err != nil {
		return err
	}
	return w.find(ctx, login)
}

// examineRegistries asks each place that charts and published manifests come
// from for one of its own, from this machine: the agent asks from its cluster.
func examineRegistries(ctx context.Context, opts Options) []doctor.Check {
	const area doctor.Area = "registries"
	var first []wanted
	units := map[string]int{}
	for _, w := range allWanted(opts.Platform) {
		if units[w.from]++; units[w.from] == 1 {
			first = append(first, w)
		}
	}
	out := make([]doctor.Check, len(first))
	var g errgroup.Group
	g.SetLimit(pulls)
	for i, w := range first {
		g.Go(func() error {
			within, cancel := context.WithTimeout(ctx, opts.Timeout)
			defer cancel()
			err := w.ask(within, opts)
			found := "has " + w.what
			if n := units[w.from]; n > 1 {
				found += fmt.Sprintf(", and should have %d more", n-1)
			}
			out[i] = area.Of(w.from, found, err, "where this machine cannot reach it by design, name a mirror under spec.mirrors")
			return nil
		})
	}
	_ = g.Wait() // errors are in the checks
	return out
}

func allWanted(p *platform.Platform) []wanted {
	var out []wanted
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Chart != nil {
					asked := chart.Chart{Repository: u.Chart.Repository, Name: u.Chart.Name, Version: u.Chart.Version}
					out = append(out, wanted{asked.Repository, asked.String(), *u.Chart, func(ctx context.Context, login chart.Credentials) error {
						return chart.Find(ctx, asked, login)
					}})
				}
				if u.Manifests != nil {
					asked := chart.Manifests{URL: u.Manifests.URL, Version: u.Manifests.Version}
					out = append(out, wanted{asked.URL, asked.Version, u.Manifests.Registry(), func(ctx context.Context, login chart.Credentials) error {
						return chart.FindManifests(ctx, asked, login)
					}})
				}
			}
		}
	}
	return out
}
