package main

import (
	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

func (a *app) catalogShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Show everything about a component",
		Long: `Show everything about a component of the catalogs that the platform names, or of the
builtin one: what it needs and gives, every setting with its type, default and meaning,
what it asks of a cluster, Secrets, images, and what happens when it is disabled.

Secrets and images may depend on settings; these are those of a component with all
defaults that stands alone. slipway catalog secrets and slipway catalog images tell those
of a platform.`,
		Example: `  slipway catalog show traefik
  slipway catalog show traefik -o json`,
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
			shown, err := shownOf(c, args[0])
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(shown)
			}
			p := a.page()
			p.component(shown)
			return p.write()
		},
	}
}

// shownComponent is all that there is to be said of a component.
type shownComponent struct {
	Component platform.Component `json:"component"`
	Catalog   string             `json:"catalog"`
	// On are the clusters that have it; null where no platform is known.
	On           []string               `json:"on"`
	Capabilities []relation             `json:"capabilities"`
	Config       []platform.ConfigField `json:"config"`

	platform *platform.Platform
}

// relation is what a component has to do with a capability.
type relation struct {
	Relation string `json:"relation"`
	Name     string `json:"name"`
	Doc      string `json:"doc"`
	// ProvidedBy are the components of the catalogs that provide it.
	ProvidedBy []string `json:"providedBy"`
}

func shownOf(c *generator.Catalogs, name string) (*shownComponent, error) {
	component := c.Component(name)
	if component == nil {
		return nil, noComponent(c, name)
	}
	words, err := c.Capabilities()
	if err != nil {
		return nil, err
	}
	out := &shownComponent{
		Component: *component, Catalog: component.Catalog, On: onOf(c.On(), name), Capabilities: []relation{},
		Config: c.Settings(name), platform: c.Platform,
	}
	for _, list := range []struct {
		relation string
		names    []string
	}{{"requires", component.Requires}, {"uses", component.Uses}, {"reads", component.Reads}, {"provides", component.Provides}} {
		for _, name := range list.names {
			for _, w := range words {
				if w.Name == name {
					out.Capabilities = append(out.Capabilities, relation{list.relation, name, w.Doc, w.ProvidedBy})
				}
			}
		}
	}
	return out, nil
}

func noComponent(c *generator.Catalogs, name string) error {
	var names []string
	for _, c := range c.Components() {
		names = append(names, c.Name)
	}
	return problem.Problems{load.NoComponent(name, names)}
}
