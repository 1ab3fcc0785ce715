package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func (a *app) catalogPullCommand() *cobra.Command {
	var into string
	cmd := &cobra.Command{
		Use:   "pull ADDRESS",
		Short: "Fetch a catalog from a registry",
		Long: `Fetch a catalog from an OCI registry into the cache of this machine, and say which
digest it has and what is in it. A platform that names it under spec.catalogs gets
it by slipway lock; this is for looking at one, and for machines that are to have
it in their cache. With --into its files are written into a new folder.`,
		Example: `  slipway catalog pull oci://registry.example.com/acme:1.2.3
  slipway catalog pull oci://registry.example.com/acme:1.2.3 --into acme`,
		Args: oneArg("catalog pull takes an address such as oci://registry.example.com/acme:1.2.3"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ref, err := catalogAddress(args[0])
			if err != nil {
				return err
			}
			c, err := a.fetchCatalog(cmd.Context(), ref)
			if err != nil {
				return err
			}
			if into != "" {
				if err := a.unpack(c.FS, into); err != nil {
					return err
				}
			}
			item := catalogItem{c.Name, c.Version, c.Digest, c.Components}
			if a.output == "json" {
				return a.json(item)
			}
			ref.Digest = c.Digest
			fmt.Fprintf(a.out, "%s %s, %s\n%s\n", c.Name, c.Version, count(len(c.Components), "component"), ref)
			for _, name := range c.Components {
				fmt.Fprintf(a.out, "  %s\n", name)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&into, "into", "", "a new folder to write its files into")
	return cmd
}

// unpack writes files, whose names were checked, into a folder that is made for them.
func (a *app) unpack(files fs.FS, into string) error {
	if err := os.Mkdir(into, 0o755); err != nil { // #nosec G301 -- a folder of the user's
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%s exists already: name another folder with --into", into)
		}
		return fmt.Errorf("make folder: %w", err)
	}
	if err := os.CopyFS(into, files); err != nil {
		return fmt.Errorf("write catalog into %s: %w", filepath.Clean(into), err)
	}
	a.say("wrote %s", filepath.Clean(into))
	return nil
}
