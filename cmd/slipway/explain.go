package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain CLUSTER COMPONENT",
		Short: "Say what a component comes to on a cluster: version, variant, values",
		Example: `  slipway explain eu-1 traefik
  slipway explain eu-1 traefik -o json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("explain takes a cluster and a component (got %d arguments)", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.load()
			if err != nil {
				return err
			}
			e, err := generator.Explain(p, args[0], args[1])
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(e)
			}
			fmt.Fprintf(a.out, "%s %s on %s\nvariant: %s\nnamespace: %s\nunits: %s\n", e.Component, e.Version, e.Cluster, e.Variant, e.Namespace, strings.Join(e.Units, ", "))
			if e.Route != "" {
				fmt.Fprintf(a.out, "from Git: %s\n", e.Route)
			}
			return a.explainPart("values", e.Values)
		},
	}
}

func (a *app) explainPart(name string, v map[string]any) error {
	if v == nil {
		return nil
	}
	text, err := generator.YAML(map[string]any{name: v})
	if err != nil {
		return err
	}
	_, err = a.out.Write(text)
	return err
}
