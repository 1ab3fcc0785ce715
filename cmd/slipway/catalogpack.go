package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/catalogfile"
)

func (a *app) catalogPackCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "pack DIR",
		Short: "Pack a catalog's folder into one file",
		Long: `Pack a catalog's folder into one file, which is the same on every machine: the
.cue files of its components, and catalog.json, which says what it is called and
which version it is:

  {"name": "acme", "version": "1.2.3"}

A component that does not compile is said, and nothing is written.`,
		Example: `  slipway catalog pack ./catalog
  slipway catalog pack ./catalog --out acme.tgz`,
		Args: oneArg("catalog pack takes the catalog's folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			c, packed, leftOut, err := generator.PackCatalog(src, args[0])
			if err != nil {
				return err
			}
			if out == "" {
				out = c.Name + "-" + c.Version + ".tgz"
			}
			if err := generator.WriteNew(out, packed, true); err != nil {
				return err
			}
			a.sayLeftOut(leftOut)
			if a.output == "json" {
				return a.json(packedItem{out, catalogItem{c.Name, c.Version, c.Digest, c.Components}})
			}
			_, err = fmt.Fprintf(a.out, "wrote %s: %s %s, %s\n%s\n", out, c.Name, c.Version, count(len(c.Components), "component"), c.Digest)
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the file to write (default NAME-VERSION.tgz)")
	return cmd
}

type packedItem struct {
	File string `json:"file"`
	catalogItem
}

// catalogItem is a catalog in a file or a registry, for programs.
type catalogItem struct {
	Name       string   `json:"name"`
	Version    string   `json:"version"`
	Digest     string   `json:"digest"`
	Components []string `json:"components"`
}

// sayLeftOut names what stands in the folder and is no part of the catalog.
func (a *app) sayLeftOut(names []string) {
	if len(names) > 0 {
		a.say("left out, as no part of a catalog: %s (it has %s and COMPONENT/*.cue)", strings.Join(names, ", "), catalogfile.ManifestFile)
	}
}
