package load

import (
	"io/fs"

	"github.com/slipway-platform/slipway/generator/problem"
)

// CheckCatalog compiles a catalog that no platform names, which name says for
// people, and returns everything that is wrong with it.
func CheckCatalog(src Sources, name string, catalog fs.FS) problem.Problems {
	return compileCatalog(newContext(), src.Schemas, catalogSource{name: name, fsys: catalog}, everything).problems
}
