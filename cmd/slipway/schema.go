package main

import (
	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of platform.yaml, for editors",
		Example: `  slipway schema > platform.schema.json`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			text, err := generator.JSONSchema(src)
			if err != nil {
				return err
			}
			_, err = a.out.Write(text)
			return err
		},
	}
}
