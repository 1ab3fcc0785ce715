package generator

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/slipway-platform/slipway/generator/catalogfile"
	"github.com/slipway-platform/slipway/generator/load"
)

// PackCatalog makes the file of a catalog's folder, whose components must
// compile. The error is problem.Problems where they do not.
func PackCatalog(src Sources, dir string) (c *catalogfile.Catalog, packed []byte, leftOut []string, err error) {
	folder := os.DirFS(dir)
	c, packed, leftOut, err = catalogfile.Pack(folder)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("pack %s: %w", dir, err)
	}
	if err := CheckCatalog(src, filepath.ToSlash(filepath.Clean(dir)), c.FS); err != nil {
		return nil, nil, nil, err
	}
	slices.Sort(leftOut)
	return c, packed, leftOut, nil
}

// CheckCatalog compiles a catalog that no platform names. The error is problem.Problems.
func CheckCatalog(src Sources, name string, catalog fs.FS) error {
	return load.CheckCatalog(src.load(), name, catalog)
}
