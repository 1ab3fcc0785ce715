package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) lockCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "lock",
		Short: "Resolve charts and catalogs to digests and fetch them into the cache",
		Long: `Fetch every chart and all published manifests of the platform, and every catalog
that it names in a registry, into the cache of this machine, and record in
slipway.lock which bytes each of them is. What is recorded already must still be
the same.

With --check nothing is written: exit 3 when one of them is not recorded, or where
it comes from has another one by that version. Both reach the network.`,
		Example: `  slipway lock
  slipway lock --check            # in CI: exit 3 if one is another`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			src, opts, foreign, err := a.lockOptions()
			if err != nil {
				return err
			}
			if check {
				return a.checkLock(cmd.Context(), src, opts, foreign)
			}
			opts, locked, err := a.lock(cmd.Context(), src, opts, foreign)
			if err != nil {
				return err
			}
			return a.showLock(countOf(locked), len(opts.Platform.Digests))
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 3 if something is not recorded or is another one")
	return alsoPrints(cmd, "github")
}

// lockOptions is what is known before catalogs of registries are there.
func (a *app) lockOptions() (src generator.Sources, opts bootstrap.Options, foreign []platform.CatalogSource, err error) {
	if src, err = a.sources(); err != nil {
		return src, opts, nil, err
	}
	opts = bootstrap.Options{Dir: a.dir, Timeout: time.Minute, Getenv: a.getenv, UI: a.newUI()}
	if err = a.fetchFrom(&opts); err != nil {
		return src, opts, nil, err
	}
	if opts.Platform, foreign, err = generator.Unfetched(src, a.dir); err != nil {
		return src, opts, nil, err
	}
	opts.Credentials = a.credentials(opts.Platform)
	return src, opts, foreign, nil
}

// lock fetches all that the platform is made of, and records it. The platform in
// the options that it returns is the whole one, with what was recorded before.
func (a *app) lock(ctx context.Context, src generator.Sources, opts bootstrap.Options, foreign []platform.CatalogSource) (bootstrap.Options, bootstrap.Locked, error) {
	locked := bootstrap.Locked{Catalogs: foreign}
	var err error
	// Which charts there are is known when the catalogs are there.
	if locked.CatalogDigests, err = bootstrap.FetchCatalogs(ctx, opts, foreign); err != nil {
		return opts, locked, err
	}
	src.CatalogDigests = locked.CatalogDigests
	if opts.Platform, err = generator.Load(src, a.dir); err != nil {
		return opts, locked, err
	}
	locked.Charts = slices.Concat(generator.Charts(opts.Platform), generator.Published(opts.Platform))
	if locked.Digests, err = bootstrap.FetchCharts(ctx, opts, locked.Charts); err != nil {
		return opts, locked, err
	}
	return opts, locked, generator.Lock(ctx, src, a.dir, opts.Platform, locked.Digests)
}

func (a *app) showLock(n lockCount, before int) error {
	if a.output == "json" {
		return a.json(map[string]any{"catalogs": n.catalogs, "charts": n.charts, "manifests": n.manifests, "new": max(0, n.charts+n.manifests-before)})
	}
	_, err := fmt.Fprintf(a.out, "%s locked and in the cache\n", n)
	return err
}
