package main

import (
	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator/rings"
)

func (a *app) ringsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rings",
		Short: "Show which ring has which version of each component",
		Long: `Show every component with the version that the clusters of each ring have, and the
catalog's own. Rings stand in their order, with how many clusters each has. A version
that the ring pins is marked, and one that the ring before it does not have.

slipway promote moves versions from one ring to the next.`,
		Example: `  slipway rings
  slipway rings -o json`,
		Args: noArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			p, err := a.load()
			if err != nil {
				return err
			}
			m := rings.Of(p)
			if a.output == "json" {
				return a.json(m)
			}
			_, err = a.out.Write([]byte(ringsText(m, len(p.Clusters))))
			return err
		},
	}
}
