package load

import (
	"io/fs"
)

// CheckCatalog compiles a catalog that no platform names, which name says for
// people, on top of the builtin one. The error is problem.Problems: everything that is wrong with it.
func CheckCatalog(src Sources, name string, catalog fs.FS) error {
	_, err := under(src.Limits, func(w *watch) (catalogResult, error) {
		r := compileAlone(src, name, catalog, w)
		return r, r.problems.Err()
	})
	return err
}
