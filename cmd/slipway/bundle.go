package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/airgap"
	"github.com/slipway-platform/slipway/generator/inventory"
)

func (a *app) bundleCommand() *cobra.Command {
	var out string
	var upstream bool
	cmd := &cobra.Command{
		Use:   "bundle",
		Short: "Pack charts, manifests and catalogs into one file, for where no network is",
		Long: `Do what slipway lock does, and pack all that is locked into one file: the charts,
the published manifests and the catalogs of registries, with their signatures where
spec.trust has keys for them. The same lock makes the same bytes, and the file's
digest is told.

There every command takes what it needs from it, and asks no network for that:

  slipway lock --check --bundle acme.bundle
  SLIPWAY_BUNDLE=acme.bundle slipway bootstrap

Images are not in it: slipway catalog images lists them, for those who mirror.
It reaches the network for what is not in the cache.`,
		Example: `  slipway bundle --out acme.bundle
  slipway bundle --upstream       # where mirrors do not answer on this side
  slipway lock --check --bundle acme.bundle   # on the other side`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			src, opts, foreign, err := a.lockOptions()
			if err != nil {
				return err
			}
			if opts.Upstream = upstream; upstream && opts.Bundle != nil {
				return usagef("--upstream asks registries, and --bundle asks none: give one of them")
			}
			opts, locked, err := a.lock(cmd.Context(), src, opts, foreign)
			if err != nil {
				return err
			}
			if out == "" {
				out = opts.Platform.Name + ".bundle"
			}
			var index *airgap.Index
			packed, err := airgap.Create(out, func(w io.Writer) (err error) {
				index, err = bootstrap.PackBundle(opts, locked, w)
				return err
			})
			if err != nil {
				return err
			}
			return a.showBundle(bundleItem{out, packed.Digest, packed.Size, index.Catalogs, index.Charts, index.Manifests,
				len(inventory.PullsOf(opts.Platform).Images)}, countOf(locked))
		},
	}
	cmd.Flags().BoolVar(&upstream, "upstream", false, "fetch from where things are published, and not from spec.mirrors")
	cmd.Flags().StringVar(&out, "out", "", "the file to write, in the place of one that is there (default NAME.bundle)")
	return cmd
}

// bundleItem is a bundle that was written, for programs.
type bundleItem struct {
	File      string             `json:"file"`
	Digest    string             `json:"digest"`
	Size      int64              `json:"size"`
	Catalogs  []airgap.Catalog   `json:"catalogs"`
	Charts    []airgap.Chart     `json:"charts"`
	Manifests []airgap.Manifests `json:"manifests"`
	// ImagesLeftOut is how many images the platform pulls besides.
	ImagesLeftOut int `json:"imagesLeftOut"`
}

func (a *app) showBundle(b bundleItem, n lockCount) error {
	if a.output == "json" {
		return a.json(b)
	}
	fmt.Fprintf(a.out, "wrote %s: %s, %d KiB\n%s\n", b.File, n, b.Size>>10, b.Digest)
	if b.ImagesLeftOut > 0 {
		a.say("%s not in it; to see them: slipway catalog images", count(b.ImagesLeftOut, "image")+areNot(b.ImagesLeftOut))
	}
	return nil
}

func areNot(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}
