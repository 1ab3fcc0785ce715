package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

func (a *app) catalogListCommand() *cobra.Command {
	var category string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the components, and which of them the platform has",
		Long: `List the components of all catalogs that the platform names, or of the builtin one where
there is no platform, by category. What the platform has is marked, with the number of
clusters that it is on, and of all clusters. Each component is one line, as wide as the
terminal, and 80 columns where there is none; slipway catalog show NAME has all of it.`,
		Example: `  slipway catalog list
  slipway catalog list --category observability
  slipway catalog list -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := a.catalogs()
			if err != nil {
				return err
			}
			components := c.Components()
			if all := categories(components); category != "" && !slices.Contains(all, category) {
				return usagef("no component is of category %q; %s", category, problem.Suggest(category, all, "there are "+strings.Join(all, ", ")))
			}
			components = slices.DeleteFunc(components, func(c platform.Component) bool { return category != "" && c.Category != category })
			if a.output == "json" {
				return a.json(catalogItems(components, c.On()))
			}
			return a.showCatalog(components, c)
		},
	}
	cmd.Flags().StringVar(&category, "category", "", "list the components of this category alone")
	return cmd
}

// listedComponent is a component, where it comes from and where it is.
type listedComponent struct {
	platform.Component
	Catalog string `json:"catalog"`
	// On are clusters; null where no platform is known.
	On []string `json:"on"`
}

func catalogItems(components []platform.Component, on map[string][]string) []listedComponent {
	out := []listedComponent{}
	for _, c := range components {
		out = append(out, listedComponent{c, c.Catalog, onOf(on, c.Name)})
	}
	return out
}

// onOf are the clusters that have a component: none is not the same as not known.
func onOf(on map[string][]string, name string) []string {
	if on == nil {
		return nil
	}
	return append([]string{}, on[name]...)
}

// categories are those that components are of, each once.
func categories(components []platform.Component) []string {
	var out []string
	for _, c := range components {
		out = append(out, c.Category)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// showCatalog writes a heading for each category and a line for each component.
func (a *app) showCatalog(components []platform.Component, c *generator.Catalogs) error {
	p := a.page()
	on, clusters := c.On(), 0
	if c.Platform != nil {
		clusters = len(c.Platform.Clusters)
	}
	marks := 0
	for _, c := range components {
		marks = max(marks, len([]rune(presence(len(on[c.Name]), clusters))))
	}
	for i, category := range categories(components) {
		if i > 0 {
			p.line("")
		}
		p.line("%s", p.paint(strong, category))
		var rows [][]string
		for _, c := range components {
			if c.Category == category {
				rows = append(rows, []string{presence(len(on[c.Name]), clusters), c.Name, c.Source.Version(), strings.Join(c.Provides, ", "), c.Summary})
			}
		}
		p.table(rows, marks)
	}
	return p.write()
}

// presence says that a platform has something, and on how many of its clusters.
func presence(on, clusters int) string {
	if on == 0 {
		return ""
	}
	return fmt.Sprintf("✓ %d/%d", on, clusters)
}
