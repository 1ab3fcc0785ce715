package load

import (
	"io/fs"
)

// CheckCatalog compiles a catalog that no platform names, which name says for
// people. The error is problem.Problems: everything that is wrong with it.
func CheckCatalog(src Sources, name string, catalog fs.FS) error {
	_, err := under(src.Limits, func(w *watch) (catalogResult, error) {
		r := compileCatalog(newContext(), src.Schemas, catalogSource{name: name, fsys: catalog, watch: w}, everything)
		return r, r.problems.Err()
	})
	return err
}
