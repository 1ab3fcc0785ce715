package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/catalogs"
	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) catalogPushCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "push DIR ADDRESS",
		Short: "Push a catalog to a registry",
		Long: `Pack a catalog's folder and push it to an OCI registry, under the version that its
catalog.json says. A version that is there already with other content is refused:
others may have locked it.

The registry is logged in to with what docker login left. Plain HTTP is spoken to
this machine alone.`,
		Example: `  slipway catalog push ./catalog oci://registry.example.com/catalogs/acme:1.2.3`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("catalog push takes the catalog's folder and an address such as oci://registry.example.com/acme:1.2.3")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ref, err := catalogAddress(args[1])
			if err != nil {
				return err
			}
			if ref.Digest != "" {
				return usagef("%s: a digest is what comes of pushing: leave it out", args[1])
			}
			src, err := a.sources()
			if err != nil {
				return err
			}
			c, packed, leftOut, err := generator.PackCatalog(src, args[0])
			if err != nil {
				return err
			}
			a.sayLeftOut(leftOut)
			digest, pushed, err := catalogs.Push(cmd.Context(), ref, c, packed, force, dockerLogin())
			if err != nil {
				return err
			}
			return a.showPush(ref, pushed, catalogItem{c.Name, c.Version, digest, c.Components})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace this version where it is there with other content")
	return cmd
}

// dockerLogin is what there is outside of a platform, which declares credentials.
func dockerLogin() catalogs.Login { return catalogs.Login{Login: registry.Login{Docker: true}} }

func catalogAddress(address string) (platform.CatalogRef, error) {
	ref, err := platform.ParseCatalogRef(address)
	if err != nil {
		return ref, usageError{err}
	}
	return ref, nil
}

func (a *app) showPush(ref platform.CatalogRef, pushed bool, item catalogItem) error {
	if a.output == "json" {
		return a.json(struct {
			catalogItem
			Pushed bool `json:"pushed"`
		}{item, pushed})
	}
	what := "pushed"
	if !pushed {
		what = "there already:"
	}
	ref.Digest = item.Digest
	_, err := fmt.Fprintf(a.out, "%s %s %s, %s\n%s\n", what, item.Name, item.Version, count(len(item.Components), "component"), ref)
	return err
}
