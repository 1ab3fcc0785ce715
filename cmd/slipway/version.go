package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// release is set by the linker: -X main.release=v1.2.3.
var release = "v0.1.0-dev"

func version() string { return release }

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Example: `  slipway version
  slipway version -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.output == "json" {
				return a.json(map[string]string{"version": version(), "go": runtime.Version()})
			}
			_, err := fmt.Fprintf(a.out, "slipway %s\n", version())
			return err
		},
	}
}
