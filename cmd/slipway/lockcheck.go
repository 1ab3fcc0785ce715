package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

// checkLock asks every registry and repository what it has, and writes nothing
// but the cache.
func (a *app) checkLock(ctx context.Context, src generator.Sources, opts bootstrap.Options, foreign []platform.CatalogSource) error {
	catalogs, err := bootstrap.CheckCatalogs(ctx, opts, foreign)
	if err != nil {
		return err
	}
	// Charts are those of the catalogs that are locked, or of what there is where none is.
	for i, c := range catalogs {
		if c.Locked == "" {
			foreign[i].Locked = c.Digest
		}
	}
	if src.CatalogDigests, err = bootstrap.FetchCatalogs(ctx, opts, foreign); err != nil {
		return err
	}
	if opts.Platform, err = generator.Load(src, a.dir); err != nil {
		return err
	}
	charts := slices.Concat(generator.Charts(opts.Platform), generator.Published(opts.Platform))
	checks, err := bootstrap.CheckCharts(ctx, opts, charts)
	if err != nil {
		return err
	}
	return a.showChecks(catalogs, checks, countOf(bootstrap.Locked{Catalogs: foreign, Charts: charts}))
}

// lockCount is how much there is to lock.
type lockCount struct{ catalogs, charts, manifests int }

func countOf(locked bootstrap.Locked) lockCount {
	n := lockCount{catalogs: len(locked.Catalogs)}
	for _, c := range locked.Charts {
		if c.Name == "" {
			n.manifests++
		} else {
			n.charts++
		}
	}
	return n
}

// String names charts, and the rest where there is any.
func (n lockCount) String() string {
	var parts []string
	if n.catalogs > 0 {
		parts = append(parts, count(n.catalogs, "catalog"))
	}
	parts = append(parts, count(n.charts, "chart"))
	if n.manifests > 0 {
		parts = append(parts, count(n.manifests, "set")+" of manifests")
	}
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// checkItem is a chart, a catalog, which has no repository and version of its
// own, or published manifests, which have no name.
type checkItem struct {
	Repository string `json:"repository,omitempty"`
	Name       string `json:"name"`
	Version    string `json:"version,omitempty"`
	Digest     string `json:"digest"`
	Locked     string `json:"locked"`
	// Gone is whether it is in the lock and the platform has it no more.
	Gone bool `json:"gone,omitempty"`
}

func (c checkItem) String() string {
	switch {
	case c.Repository == "":
		return c.Name
	case c.Name == "":
		return c.Repository + " " + c.Version
	}
	return c.Name + " " + c.Version + " of " + c.Repository
}

// showChecks lists what is not as the lock says; exit 3 if there is anything.
func (a *app) showChecks(catalogs []bootstrap.CatalogCheck, charts []bootstrap.ChartCheck, n lockCount) error {
	differ := []checkItem{}
	for _, c := range catalogs {
		if c.Locked != c.Digest {
			differ = append(differ, checkItem{Name: c.Name, Digest: c.Digest, Locked: c.Locked})
		}
	}
	for _, c := range charts {
		if c.Locked != c.Digest {
			differ = append(differ, checkItem{c.Chart.Repository, c.Chart.Name, c.Chart.Version, c.Digest, c.Locked, false})
		}
	}
	if a.output == "json" {
		if err := a.json(map[string]any{"catalogs": n.catalogs, "charts": n.charts, "manifests": n.manifests, "differ": differ}); err != nil {
			return err
		}
	} else {
		a.printDiffering(differ)
	}
	if len(differ) > 0 {
		a.say("run: slipway lock")
		return errDifference
	}
	if a.output != "json" {
		fmt.Fprintf(a.out, "%s as locked\n", n)
	}
	return nil
}

func (a *app) printDiffering(differ []checkItem) {
	for _, d := range differ {
		switch {
		case d.Gone:
			a.annotate("error", "slipway.lock", fmt.Sprintf("%s is in slipway.lock, and the platform has it no more. Run: slipway lock", d))
			fmt.Fprintf(a.out, "%s is in slipway.lock, and the platform has it no more\n", d)
		case d.Locked == "":
			a.annotate("error", "slipway.lock", fmt.Sprintf("%s has no digest in slipway.lock. Run: slipway lock", d))
			fmt.Fprintf(a.out, "%s has no digest in slipway.lock\n", d)
		default:
			a.annotate("error", "slipway.lock", fmt.Sprintf("%s is not the one that is locked (%q), but %s. Run: slipway lock", d, d.Locked, d.Digest))
			fmt.Fprintf(a.out, "%s is another one\n  locked: %s\n  is:     %s\n", d, d.Locked, d.Digest)
		}
	}
}
