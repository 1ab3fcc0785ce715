package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

func (a *app) catalogCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Look at the components that exist, try them and make your own",
		Example: `  slipway catalog list
  slipway catalog show traefik
  slipway catalog new motd
  slipway catalog lint ./catalog`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		a.catalogListCommand(),
		a.catalogShowCommand(),
		a.catalogLintCommand(),
		a.catalogNewCommand(),
		a.catalogPackCommand(),
		a.catalogPushCommand(),
		a.catalogPullCommand(),
	)
	return cmd
}

func (a *app) catalogListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the components",
		Example: `  slipway catalog list
  slipway catalog list -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			components, err := a.components()
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(components)
			}
			w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tVERSION\tCATEGORY\tPROVIDES")
			for _, c := range components {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Name, c.Source.Version(), c.Category, strings.Join(c.Provides, ", "))
			}
			return w.Flush()
		},
	}
}

func (a *app) catalogShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Show a component and its settings",
		Example: `  slipway catalog show traefik`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("catalog show takes the name of one component")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			components, err := a.components()
			if err != nil {
				return err
			}
			i := slices.IndexFunc(components, func(c platform.Component) bool { return c.Name == args[0] })
			if i < 0 {
				var names []string
				for _, c := range components {
					names = append(names, c.Name)
				}
				return problem.Problems{{Message: fmt.Sprintf("no catalog has a component %q", args[0]), Hint: problem.Suggest(args[0], names, "see: slipway catalog list")}}
			}
			src, err := a.sources()
			if err != nil {
				return err
			}
			fields, err := generator.ConfigFields(src, args[0])
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(map[string]any{"component": components[i], "config": fields})
			}
			a.show(components[i], fields)
			return nil
		},
	}
}

func (a *app) components() ([]platform.Component, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.Components(src)
}

func (a *app) show(c platform.Component, fields []platform.ConfigField) {
	fmt.Fprintf(a.out, "%s %s\n%s\n\n", c.Title, c.Source.Version(), c.Summary)
	for _, row := range []struct {
		name   string
		values []string
	}{
		{"namespace", []string{c.Namespace}}, {"provides", c.Provides}, {"requires", c.Requires}, {"uses", c.Uses},
		{"conflicts", c.Conflicts}, {"homepage", []string{c.Homepage}}, {"license", []string{c.License}},
	} {
		if text := strings.Join(row.values, ", "); text != "" {
			fmt.Fprintf(a.out, "%-10s %s\n", row.name+":", text)
		}
	}
	fmt.Fprintln(a.out, "\nconfig:")
	for _, f := range fields {
		value := f.Default
		if f.Required {
			value = "(required)"
		}
		fmt.Fprintf(a.out, "  %s: %s\n      %s\n", f.Path, value, f.Doc)
	}
}
