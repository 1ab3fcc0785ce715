package main

import (
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
			src, err := a.sources()
			if err != nil {
				return err
			}
			opts := bootstrap.Options{Dir: a.dir, Timeout: time.Minute, Getenv: a.getenv, UI: a.newUI()}
			if opts.CacheDir, err = bootstrap.CacheDir(); err != nil {
				return err
			}
			var foreign []platform.CatalogSource
			if opts.Platform, foreign, err = generator.Unfetched(src, a.dir); err != nil {
				return err
			}
			opts.Credentials = a.credentials(opts.Platform)
			if check {
				return a.checkLock(cmd.Context(), src, opts, foreign)
			}
			// Which charts there are is known when the catalogs are there.
			if src.CatalogDigests, err = bootstrap.FetchCatalogs(cmd.Context(), opts, foreign); err != nil {
				return err
			}
			if opts.Platform, err = generator.Load(src, a.dir); err != nil {
				return err
			}
			charts, published := generator.Charts(opts.Platform), generator.Published(opts.Platform)
			digests, err := bootstrap.FetchCharts(cmd.Context(), opts, slices.Concat(charts, published))
			if err != nil {
				return err
			}
			if err := generator.Lock(cmd.Context(), src, a.dir, opts.Platform, digests); err != nil {
				return err
			}
			return a.showLock(lockCount{len(foreign), len(charts), len(published)}, len(opts.Platform.Digests))
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 3 if something is not recorded or is another one")
	return alsoPrints(cmd, "github")
}

func (a *app) showLock(n lockCount, before int) error {
	if a.output == "json" {
		return a.json(map[string]any{"catalogs": n.catalogs, "charts": n.charts, "manifests": n.manifests, "new": max(0, n.charts+n.manifests-before)})
	}
	_, err := fmt.Fprintf(a.out, "%s locked and in the cache\n", n)
	return err
}
