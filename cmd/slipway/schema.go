package main

import (
	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of platform.yaml, for editors",
		Long: `Print the JSON Schema of platform.yaml, for editors, with the settings of the
components of every catalog that the platform names; where there is no platform, or it
is wrong, of the builtin ones.`,
		Example: `  slipway schema > platform.schema.json`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			text, err := generator.JSONSchema(src, a.dir)
			if err != nil {
				a.say("with builtin components alone, for this folder's catalogs cannot be opened; see: slipway validate")
				text, err = generator.BuiltinJSONSchema(src)
			}
			if err != nil {
				return err
			}
			_, err = a.out.Write(text)
			return err
		},
	}
}
