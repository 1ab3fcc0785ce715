package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/platform"
)

// pulls is how many charts are fetched at a time.
const pulls = 4

// ChartCheck is what came of asking for a chart, or for published manifests,
// which are a chart without a name.
type ChartCheck struct {
	Chart  platform.Chart
	Digest string // of what the repository has
	Locked string // what the lock says; empty where it says nothing
}

// FetchCharts brings charts into the cache and returns their digests. A chart
// with a digest in the lock must be the one that it was.
func FetchCharts(ctx context.Context, opts Options, charts []platform.Chart) (map[platform.Chart]string, error) {
	checks, err := eachChart(ctx, opts, charts, opts.Platform.Digests)
	digests := map[platform.Chart]string{}
	for _, c := range checks {
		digests[c.Chart] = c.Digest
	}
	return digests, err
}

// CheckCharts asks the repositories what they have, whatever the lock says.
func CheckCharts(ctx context.Context, opts Options, charts []platform.Chart) ([]ChartCheck, error) {
	checks, err := eachChart(ctx, opts, charts, nil)
	for i := range checks {
		checks[i].Locked = opts.Platform.Digests[checks[i].Chart]
	}
	return checks, err
}

// eachChart pulls charts, several at a time, and tells every failure.
func eachChart(ctx context.Context, opts Options, charts []platform.Chart, locked map[platform.Chart]string) ([]ChartCheck, error) {
	from := sources(opts, charts)
	logins, err := chartLogins(ctx, opts, slices.Collect(maps.Values(from)))
	if err != nil {
		return nil, err
	}
	checks, errs := make([]ChartCheck, len(charts)), make([]error, len(charts))
	var g errgroup.Group
	var mu sync.Mutex
	g.SetLimit(pulls)
	for i, c := range charts {
		g.Go(func() error {
			ui := startPull(opts.UI, &mu, i, charts)
			checks[i].Chart = c
			_, checks[i].Digest, errs[i] = pullChart(ctx, opts, from[c], locked[c], logins[from[c].Repository])
			if errors.Is(errs[i], chart.ErrDigest) {
				errs[i] = fmt.Errorf("%w; where that is meant, take its digest out of slipway.lock and run: slipway lock", errs[i])
			}
			mu.Lock()
			defer mu.Unlock()
			ui.End(checks[i].Digest, errs[i])
			return nil
		})
	}
	_ = g.Wait() // errors are in errs
	return checks, errors.Join(errs...)
}

func startPull(ui UI, mu *sync.Mutex, i int, charts []platform.Chart) StepUI {
	mu.Lock()
	defer mu.Unlock()
	return ui.Step(i+1, len(charts), cmp.Or(charts[i].Name, charts[i].Repository)+" "+charts[i].Version)
}

// chartLogins reads the credentials that the platform declares for the charts'
// repositories; none where a bundle is asked.
func chartLogins(ctx context.Context, opts Options, charts []platform.Chart) (map[string]chart.Credentials, error) {
	out := map[string]chart.Credentials{}
	if opts.Bundle != nil {
		return out, nil
	}
	for _, c := range charts {
		if _, known := out[c.Repository]; known {
			continue
		}
		var err error
		if out[c.Repository], err = chartLogin(ctx, opts, c.Repository); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func pinned(c platform.Chart, digest string) chart.Chart {
	return chart.Chart{Repository: c.Repository, Name: c.Name, Version: c.Version, Digest: digest}
}
