package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) catalogCapabilitiesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "capabilities",
		Short: "List the words by which components are connected",
		Long: `List the capabilities that components provide and need, by which they are connected
without naming each other: what each is, what those who provide it tell those who use it,
who provides, requires, uses and reads it. The list is closed; a catalog of your own may
add names that begin with x-. What clusters of the platform have is marked, with their
number.`,
		Example: `  slipway catalog capabilities
  slipway catalog capabilities -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := a.catalogs()
			if err != nil {
				return err
			}
			capabilities, err := c.Capabilities()
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(capabilities)
			}
			clusters := 0
			if c.Platform != nil {
				clusters = len(c.Platform.Clusters)
			}
			p := a.page()
			for _, capability := range capabilities {
				p.capability(capability, clusters)
			}
			return p.write()
		},
	}
}

func (p *page) capability(c generator.Capability, clusters int) {
	name := p.paint(strong, c.Name)
	if mark := presence(len(c.On), clusters); mark != "" {
		name += "  " + p.paint(fine, mark)
	}
	p.line("%s", name)
	p.text(4, c.Doc)
	var rows []entry
	for _, row := range []struct {
		name  string
		words []string
	}{
		{"gives", paths(c.Gives)}, {"asks", paths(c.Asks)}, {"provided by", c.ProvidedBy}, {"required by", c.RequiredBy},
		{"used by", c.UsedBy}, {"read by", c.ReadBy},
	} {
		rows = append(rows, entry{row.name, strings.Join(row.words, ", ")})
	}
	p.entries(4, rows)
}

func paths(fields []platform.ConfigField) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Path)
	}
	return out
}
