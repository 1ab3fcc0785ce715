package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
)

func (a *app) lockCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "lock",
		Short: "Resolve charts to digests and fetch them into the cache",
		Long: `Fetch every chart of the platform into the cache of this machine, and record in
slipway.lock which archive each of them is. A chart that is recorded already must
still be the same one.

With --check nothing is written: exit 3 when a chart is not recorded, or its
repository has another one by that version. Both reach the network.`,
		Example: `  slipway lock
  slipway lock --check            # in CI: exit 3 if a chart is another one`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			opts := bootstrap.Options{Dir: a.dir, Timeout: time.Minute, Getenv: a.getenv, UI: a.newUI()}
			if opts.Platform, err = generator.Load(src, a.dir); err != nil {
				return err
			}
			opts.Credentials = a.credentials(opts.Platform)
			if opts.CacheDir, err = bootstrap.CacheDir(); err != nil {
				return err
			}
			charts := generator.Charts(opts.Platform)
			if check {
				checks, err := bootstrap.CheckCharts(cmd.Context(), opts, charts)
				if err != nil {
					return err
				}
				return a.showChecks(checks)
			}
			digests, err := bootstrap.FetchCharts(cmd.Context(), opts, charts)
			if err != nil {
				return err
			}
			if err := generator.Lock(cmd.Context(), src, a.dir, opts.Platform, digests); err != nil {
				return err
			}
			return a.showLock(len(charts), len(opts.Platform.Digests))
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 3 if a chart is not recorded or is another one")
	return alsoPrints(cmd, "github")
}

func (a *app) showLock(charts, before int) error {
	if a.output == "json" {
		return a.json(map[string]any{"charts": charts, "new": max(0, charts-before)})
	}
	_, err := fmt.Fprintf(a.out, "%s locked and in the cache\n", count(charts, "chart"))
	return err
}

type checkItem struct {
	Repository string `json:"repository"`
	Name       string `json:"name"`
	Version    string `json:"version"`
	Digest     string `json:"digest"`
	Locked     string `json:"locked"`
}

// showChecks lists the charts that are not as the lock says; exit 3 if there are any.
func (a *app) showChecks(checks []bootstrap.ChartCheck) error {
	differ := []checkItem{}
	for _, c := range checks {
		if c.Locked != c.Digest {
			differ = append(differ, checkItem{c.Chart.Repository, c.Chart.Name, c.Chart.Version, c.Digest, c.Locked})
		}
	}
	if a.output == "json" {
		if err := a.json(map[string]any{"charts": len(checks), "differ": differ}); err != nil {
			return err
		}
	} else {
		for _, d := range differ {
			a.annotate("error", "slipway.lock", fmt.Sprintf("%s %s of %s is not the one that is locked (%q), but %s. Run: slipway lock", d.Name, d.Version, d.Repository, d.Locked, d.Digest))
			if d.Locked == "" {
				fmt.Fprintf(a.out, "%s %s of %s has no digest in slipway.lock\n", d.Name, d.Version, d.Repository)
				continue
			}
			fmt.Fprintf(a.out, "%s %s of %s is another one\n  locked: %s\n  is:     %s\n", d.Name, d.Version, d.Repository, d.Locked, d.Digest)
		}
	}
	if len(differ) > 0 {
		a.say("run: slipway lock")
		return errDifference
	}
	if a.output != "json" {
		fmt.Fprintf(a.out, "%s as locked\n", count(len(checks), "chart"))
	}
	return nil
}
