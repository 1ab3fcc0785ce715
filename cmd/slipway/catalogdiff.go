package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) catalogDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: "Say what is different from one catalog to another",
		Long: `Say which components one catalog has and the other has not, and what is different
in those that both have: versions, settings with their defaults, capabilities and
all other fields. Exits 3 when there is a difference.

A catalog is builtin, a folder, or an address in a registry, which is asked for it.`,
		Example: `  slipway catalog diff builtin ./catalog
  slipway catalog diff oci://registry.example.com/acme:1.2.3 ./catalog`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("catalog diff takes two catalogs: builtin, a folder or an address such as oci://registry.example.com/acme:1.2.3")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			from, err := a.namedCatalog(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			to, err := a.namedCatalog(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			changes, err := generator.DiffCatalogs(src, from, to)
			if err != nil {
				return err
			}
			return a.showCatalogDiff(changes)
		},
	}
}

func (a *app) namedCatalog(ctx context.Context, name string) (generator.NamedCatalog, error) {
	switch {
	case name == "builtin":
		return generator.NamedCatalog{Name: name}, nil
	case platform.IsOCI(name):
		ref, err := catalogAddress(name)
		if err != nil {
			return generator.NamedCatalog{}, err
		}
		c, err := a.fetchCatalog(ctx, ref)
		if err != nil {
			return generator.NamedCatalog{}, err
		}
		return generator.NamedCatalog{Name: name, FS: c.FS}, nil
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return generator.NamedCatalog{}, errors.New(name + " is no folder, and neither builtin nor an address that begins with oci://")
	}
	return generator.NamedCatalog{Name: name, FS: os.DirFS(name)}, nil
}

func (a *app) showCatalogDiff(changes []generator.ComponentChange) error {
	if a.output == "json" {
		if err := a.json(map[string]any{"changes": changes}); err != nil {
			return err
		}
	} else {
		a.printCatalogDiff(changes)
	}
	if len(changes) > 0 {
		return errDifference
	}
	return nil
}

func (a *app) printCatalogDiff(changes []generator.ComponentChange) {
	if len(changes) == 0 {
		fmt.Fprintln(a.out, "no difference")
	}
	for _, c := range changes {
		switch {
		case c.From == "" || c.To == "" || c.From == c.To:
			fmt.Fprintf(a.out, "%s %s %s%s\n", c.Change, c.Component, c.From, without(c.To, c.From))
		default:
			fmt.Fprintf(a.out, "%s %s %s -> %s\n", c.Change, c.Component, c.From, c.To)
		}
		for _, f := range c.Fields {
			switch f.Change {
			case "changed":
				fmt.Fprintf(a.out, "  %s: %s -> %s\n", f.Field, f.From, f.To)
			default:
				fmt.Fprintf(a.out, "  %s %s: %s%s\n", f.Change, f.Field, f.From, f.To)
			}
		}
	}
}

// without is a text where it is another one.
func without(text, other string) string {
	if text == other {
		return ""
	}
	return text
}
