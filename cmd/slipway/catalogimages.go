package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator/inventory"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) catalogImagesCommand() *cobra.Command {
	var digests bool
	cmd := alsoPrints(&cobra.Command{
		Use:   "images",
		Short: "List the charts and images that the platform pulls, for mirrors",
		Long: `List every chart, every set of published manifests and every image of the platform, each
with the components that it is for. What is switched off is not there. Where a mirror of
platform.yaml stands for an address, both are told. Charts and manifests have the digest
that slipway.lock has recorded. Digests of images are not known without asking a
registry, and nothing is asked; images that overrides/ name instead are not known either.

With --digests the registries are asked which digest each image has now, with the
platform's credentials of kind pull or what docker login left. An image that no registry
answers for is told, and the exit code is 1. This alone reaches the network.

With -o lines each line is a reference that registries copy: images, and charts and
manifests that are published in registries. Where a mirror stands for one its reference
there follows after a space. Charts of other repositories are not among these.`,
		Example: `  slipway catalog images
  slipway catalog images -o lines
  slipway catalog images --digests -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if digests && a.output == "lines" {
				return usagef("--digests does not go with -o lines, which has references that can be copied")
			}
			p, err := a.load()
			if err != nil {
				return err
			}
			pulls := inventory.PullsOf(p)
			var unknown error
			if digests {
				unknown = a.askDigests(cmd.Context(), p, pulls.Images)
			}
			return errors.Join(unknown, a.showPulls(pulls))
		},
	}, "lines")
	cmd.Flags().BoolVar(&digests, "digests", false, "ask the registries which digest each image has; reaches the network")
	return cmd
}

// askDigests fills in what the registries of images say.
func (a *app) askDigests(ctx context.Context, p *platform.Platform, images []inventory.Image) error {
	opts := bootstrap.Options{Dir: a.dir, Platform: p, Timeout: time.Minute, Getenv: a.getenv, Credentials: a.credentials(p), UI: a.newUI()}
	var names []string
	for _, i := range images {
		names = append(names, i.Image)
	}
	digests, err := bootstrap.ImageDigests(ctx, opts, names)
	for n, i := range images {
		images[n].Digest = digests[i.Image]
	}
	return err
}

func (a *app) showPulls(pulls inventory.Pulls) error {
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
		p.pull("", i.Upstream, i.Components, i.Digest)
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
