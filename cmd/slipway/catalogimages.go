package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator/inventory"
)

func (a *app) catalogImagesCommand() *cobra.Command {
	return alsoPrints(&cobra.Command{
		Use:   "images",
		Short: "List the charts and images that the platform pulls, for mirrors",
		Long: `List every chart, every set of published manifests and every image of the platform, each
with the components that it is for. What is switched off is not there. Where a mirror of
platform.yaml stands for an address, both are told. Charts and manifests have the digest
that slipway.lock has recorded. Digests of images are not known without asking a
registry, and nothing is asked; images that overrides/ name instead are not known either.

With -o lines each line is a reference that registries copy: images, and charts and
manifests that are published in registries. Where a mirror stands for one its reference
there follows after a space. Charts of other repositories are not among these.`,
		Example: `  slipway catalog images
  slipway catalog images -o lines
  slipway catalog images -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := a.load()
			if err != nil {
				return err
			}
			pulls := inventory.PullsOf(p)
			switch a.output {
			case "json":
				return a.json(pulls)
			case "lines":
				for _, c := range pulls.Copies() {
					fmt.Fprintln(a.out, strings.TrimSpace(c.From+" "+c.To))
				}
				return nil
			}
			page := a.page()
			page.pulls(pulls)
			return page.write()
		},
	}, "lines")
}

func (p *page) pulls(pulls inventory.Pulls) {
	for n, c := range pulls.Charts {
		if n == 0 {
			p.section("CHARTS")
		}
		p.named(2, strong, c.Name+" "+c.Version, "")
		p.pull("from "+c.Repository, c.Upstream, c.Components, c.Digest)
	}
	for n, m := range pulls.Manifests {
		if n == 0 {
			p.section("MANIFESTS")
		}
		p.named(2, strong, m.URL, " "+m.Version)
		p.pull("", m.Upstream, m.Components, m.Digest)
	}
	for n, i := range pulls.Images {
		if n == 0 {
			p.section("IMAGES")
		}
		p.named(2, strong, i.Image, "")
		p.pull("", i.Upstream, i.Components, "")
	}
}

// pull says the rest of what is pulled.
func (p *page) pull(from, upstream string, components []string, digest string) {
	for _, text := range []string{from, digest} {
		if text != "" {
			p.text(6, text)
		}
	}
	if upstream != "" {
		p.text(6, "a mirror of "+upstream)
	}
	p.text(6, "for "+strings.Join(components, ", "))
}
