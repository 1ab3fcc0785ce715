package generator

import (
	"os"

	"github.com/slipway-platform/slipway/generator/load"
)

// NewTrials compiles catalogs, weakest first, to try platforms on them.
func NewTrials(src Sources, catalogs []load.Folder) (*load.Trials, error) {
	return load.NewTrials(src.load(), catalogs)
}

// CatalogsOf opens the catalogs that the platform in dir names; the builtin one
// alone where there is no platform.
func CatalogsOf(src Sources, dir string) ([]load.Folder, error) {
	from, err := src.loadIn(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	return load.CatalogsOf(from, os.DirFS(dir))
}
