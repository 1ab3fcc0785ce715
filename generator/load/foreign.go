package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/slipway-platform/slipway/generator/platform"
)

// openCatalog finds the files of a catalog that is not the builtin one: a folder
// of the platform's, or what was fetched of a registry.
func openCatalog(src Sources, dir fs.FS, in *userInput, i int) (*catalogSource, error) {
	name := in.Spec.Catalogs[i]
	if !platform.IsOCI(name) {
		folder, err := fs.Sub(dir, path.Clean(name))
		if err != nil {
			return nil, fmt.Errorf("open catalog %s: %w", name, err)
		}
		return &catalogSource{name: name, fsys: folder}, nil
	}
	found, err := openForeign(src, name)
	switch {
	case errors.Is(err, platform.ErrCatalogNotLocked), errors.Is(err, platform.ErrCatalogNotFetched):
		return nil, fmt.Errorf("%s: spec.catalogs[%d]: %s %w; run: slipway lock", in.at("spec", "catalogs", i), i, name, err)
	case err != nil:
		return nil, fmt.Errorf("%s: spec.catalogs[%d]: %s %w", in.at("spec", "catalogs", i), i, name, err)
	}
	return &catalogSource{name: name, fsys: found.FS, digest: found.Digest}, nil
}

func openForeign(src Sources, name string) (*platform.ForeignCatalog, error) {
	ref, err := platform.ParseCatalogRef(name)
	if err != nil {
		return nil, err
	}
	if src.Foreign == nil {
		return nil, platform.ErrCatalogNotFetched
	}
	return src.Foreign(name, ref)
}

// ForeignCatalogs lists the catalogs of registries that an input names.
func ForeignCatalogs(in *platform.Input) ([]platform.CatalogSource, error) {
	var out []platform.CatalogSource
	for _, name := range in.Spec.Catalogs {
		if !platform.IsOCI(name) {
			continue
		}
		ref, err := platform.ParseCatalogRef(name)
		if err != nil {
			return nil, err
		}
		digest := ref.Digest
		if ref, err = mirroredRef(in.Spec.Mirrors, ref); err != nil {
			return nil, err
		}
		out = append(out, platform.CatalogSource{Name: name, From: ref, Locked: digest})
	}
	return out, nil
}

func mirroredRef(mirrors map[string]string, ref platform.CatalogRef) (platform.CatalogRef, error) {
	at := mirrored(mirrors, ref.Address())
	moved := ref
	moved.Repository = ""
	return platform.ParseCatalogRef(at + moved.String()[len("oci://"):])
}
