package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

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
			c, err := a.catalogs()
			if err != nil {
				return err
			}
			component := c.Component(args[0])
			if component == nil {
				return noComponent(c, args[0])
			}
			fields := c.ConfigFields(args[0])
			if a.output == "json" {
				return a.json(map[string]any{"component": component, "config": fields})
			}
			a.show(*component, fields)
			return nil
		},
	}
}

func noComponent(c *generator.Catalogs, name string) error {
	var names []string
	for _, c := range c.Components() {
		names = append(names, c.Name)
	}
	return problem.Problems{{Message: fmt.Sprintf("no catalog has a component %q", name), Hint: problem.Suggest(name, names, "see: slipway catalog list")}}
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
