package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) catalogNewCommand() *cobra.Command {
	var chart, version string
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "Begin a component of your own",
		Long: `Write the beginning of a component into the platform's own catalog: the last
folder that spec.catalogs names, or ./catalog, which is then added to it. Every
other byte of platform.yaml stays as it is.

What is written is complete: name it under spec.components, and it is installed.
With --chart it installs a Helm chart, else a ConfigMap of its own.`,
		Example: `  slipway catalog new motd
  slipway catalog new web --chart https://charts.example.com/web --version 1.2.3
  slipway catalog new api --chart oci://ghcr.io/acme/charts/api --version 2.0.1`,
		Args: oneArg("catalog new takes the name of the component"),
		RunE: func(_ *cobra.Command, args []string) error {
			if (chart == "") != (version == "") {
				return usagef("--chart and --version belong together")
			}
			src, err := a.sources()
			if err != nil {
				return err
			}
			c, err := generator.StartComponent(src, a.dir, args[0], chartAt(chart, version))
			if err != nil {
				return err
			}
			return a.startComponent(c, args[0])
		},
	}
	cmd.Flags().StringVar(&chart, "chart", "", "the Helm chart that it installs: the repository's address, / and the chart's name")
	cmd.Flags().StringVar(&version, "version", "", "the chart's version")
	return cmd
}

// chartAt takes an address apart: its last part is the chart's name.
func chartAt(address, version string) platform.Chart {
	if address == "" {
		return platform.Chart{}
	}
	address = strings.TrimSuffix(address, "/")
	return platform.Chart{Repository: strings.TrimSuffix(address, "/"+path.Base(address)), Name: path.Base(address), Version: version}
}

func (a *app) startComponent(c *generator.NewComponent, name string) error {
	if err := os.MkdirAll(filepath.Dir(c.File.Path), 0o755); err != nil { // #nosec G301 -- a folder of the user's repository
		return fmt.Errorf("make folder: %w", err)
	}
	if err := a.writeFiles([]generator.NewFile{c.File}, false); err != nil {
		return err
	}
	if c.Platform != nil {
		if err := c.Platform.Write(); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "added %s to spec.catalogs in platform.yaml\n", c.Catalog)
	}
	a.say("next: install it, by a line below spec.components in platform.yaml\n      %s: {}", name)
	return nil
}

// oneArg takes one argument.
func oneArg(otherwise string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return usagef("%s", otherwise)
		}
		return nil
	}
}
