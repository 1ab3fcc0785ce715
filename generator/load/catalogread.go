package load

import (
	"io/fs"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// CatalogEntry is a component and its settings.
type CatalogEntry struct {
	platform.Component
	Config []platform.ConfigField
}

// ReadCatalog compiles a catalog that no platform names, on top of the builtin
// one, and lists its components by name. No files are those of the builtin one.
func ReadCatalog(src Sources, name string, catalog fs.FS) ([]CatalogEntry, error) {
	return under(src.Limits, func(w *watch) ([]CatalogEntry, error) {
		r := compileAlone(src, name, catalog, w)
		var out []CatalogEntry
		for _, name := range slices.Sorted(maps.Keys(r.components)) {
			c := r.components[name]
			leave := c.working()
			out = append(out, CatalogEntry{c.Component, configFields(c.config, "")})
			leave()
		}
		return out, r.problems.Err()
	})
}

func compileAlone(src Sources, name string, catalog fs.FS, w *watch) catalogResult {
	ctx := newContext()
	builtin := catalogResult{}
	if src.Catalog != nil {
		builtin = compileCatalog(ctx, src.Schemas, catalogSource{name: builtinName, fsys: src.Catalog}, nil, everything)
	}
	if catalog == nil {
		return builtin
	}
	return compileCatalog(ctx, src.Schemas, catalogSource{name: name, fsys: catalog, watch: w}, builtin.components, everything)
}
