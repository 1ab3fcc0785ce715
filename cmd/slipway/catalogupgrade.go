package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
)

func (a *app) catalogUpgradeCommand() *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "upgrade",
		Short: "Pin the newest versions in the platform's own catalogs",
		Long: `Ask for newer versions of what the platform's own catalogs pin, and write them
there. Those are the folders that spec.catalogs names, and in them the versions
with a comment that says where newer ones are, as Renovate reads it too:

  version: "1.2.3" // renovate: datasource=helm depName=web registryUrl=https://…

Every other byte stays as it is. It reaches the network.`,
		Example: `  slipway catalog upgrade
  slipway catalog upgrade --dry-run`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			pins, err := generator.Pins(src, a.dir)
			if err != nil {
				return err
			}
			opts := bootstrap.Options{Dir: a.dir, Timeout: time.Minute, Getenv: a.getenv, UI: a.newUI()}
			if err := a.fetchFrom(&opts); err != nil {
				return err
			}
			if opts.Platform, _, err = generator.Unfetched(src, a.dir); err != nil {
				return err
			}
			opts.Credentials = a.credentials(opts.Platform)
			charts := make([]bootstrap.NewerChart, len(pins))
			for i, p := range pins {
				charts[i].Chart = p.Chart
			}
			if charts, err = bootstrap.NewerCharts(cmd.Context(), opts, charts); err != nil {
				return err
			}
			return a.upgrade(pins, charts, dryRun)
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "write nothing; show what would change")
	return cmd
}

type upgradeItem struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

func (a *app) upgrade(pins []generator.Pin, charts []bootstrap.NewerChart, dryRun bool) error {
	versions, items := make([]string, len(pins)), []upgradeItem{}
	for i, p := range pins {
		if versions[i] = charts[i].Newest; versions[i] != "" {
			items = append(items, upgradeItem{p.File, p.Line, p.Chart.Name, p.Chart.Version, versions[i]})
		}
	}
	if !dryRun {
		if err := generator.Repin(a.dir, pins, versions); err != nil {
			return err
		}
	}
	if a.output == "json" {
		return a.json(map[string]any{"pins": len(pins), "upgraded": items})
	}
	for _, u := range items {
		fmt.Fprintf(a.out, "%s:%d: %s %s -> %s\n", u.File, u.Line, u.Name, u.From, u.To)
	}
	if len(items) == 0 {
		_, err := fmt.Fprintf(a.out, "nothing to do: %s, each the newest\n", count(len(pins), "pin"))
		return err
	}
	if !dryRun {
		a.say("next: slipway diff")
	}
	return nil
}
