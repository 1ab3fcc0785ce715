package main

import (
	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) diffCommand() *cobra.Command {
	return alsoPrints(&cobra.Command{
		Use:   "diff",
		Short: "Show which files generate would change; exit 3 if there are any",
		Example: `  slipway diff
  slipway diff -o github          # in CI`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			changes, err := a.plan(generator.Options{})
			if err != nil {
				return err
			}
			return a.showChanges(changes, true)
		},
	}, "github")
}
