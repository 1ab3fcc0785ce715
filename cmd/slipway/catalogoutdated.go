package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
)

func (a *app) catalogOutdatedCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "outdated",
		Short: "Say which charts of the platform have newer versions",
		Long: `Ask the repositories of the charts that the platform's components install for
newer versions, and exit 3 if there are any; also the registries of manifests that
are published as artifacts. Versions that are not final count only where one is
installed. Images that a component pins itself are noted: their tags do not say which
of them fit it. It reaches the network, and changes nothing.

A version is changed where it is pinned: in a catalog of your own, in a patch.cue,
or under spec.components in platform.yaml.`,
		Example: `  slipway catalog outdated
  slipway catalog outdated -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts := bootstrap.Options{Dir: a.dir, Timeout: time.Minute, Getenv: a.getenv, UI: a.newUI()}
			err := a.fetchFrom(&opts)
			if err != nil {
				return err
			}
			if opts.Platform, err = a.load(); err != nil {
				return err
			}
			opts.Credentials = a.credentials(opts.Platform)
			charts, err := bootstrap.NewerCharts(cmd.Context(), opts, bootstrap.InstalledCharts(opts.Platform))
			if err != nil {
				return err
			}
			return a.showOutdated(charts, bootstrap.UnaskedVersions(opts.Platform))
		},
	}
}

type outdatedItem struct {
	Component  string `json:"component"`
	Repository string `json:"repository"`
	Chart      string `json:"chart"`
	Version    string `json:"version"`
	Newest     string `json:"newest"`
}

func (a *app) showOutdated(charts []bootstrap.NewerChart, unasked []bootstrap.Unasked) error {
	outdated := []outdatedItem{}
	for _, c := range charts {
		if c.Newest != "" {
			outdated = append(outdated, outdatedItem{c.Component, c.Chart.Repository, c.Chart.Name, c.Chart.Version, c.Newest})
		}
	}
	for _, u := range unasked {
		a.say("note: %s: nobody was asked for newer versions of %s", u.Component, u.What)
	}
	if err := a.printOutdated(len(charts), outdated, unasked); err != nil {
		return err
	}
	if len(outdated) > 0 {
		return errDifference
	}
	return nil
}

func (a *app) printOutdated(charts int, outdated []outdatedItem, unasked []bootstrap.Unasked) error {
	if a.output == "json" {
		return a.json(map[string]any{"charts": charts, "outdated": outdated, "unasked": unasked})
	}
	if len(outdated) == 0 {
		_, err := fmt.Fprintf(a.out, "%s, each in its newest version\n", count(charts, "chart"))
		return err
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "COMPONENT\tVERSION\tNEWEST\tCHART")
	for _, o := range outdated {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s/%s\n", o.Component, o.Version, o.Newest, o.Repository, o.Chart)
	}
	return w.Flush()
}
