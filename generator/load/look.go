package load

import (
	"io/fs"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Builtin is the catalog that comes with the program, for NewTrials.
func Builtin(src Sources) []Folder { return []Folder{{builtinName, src.Catalog}} }

// Look loads the platform in dir on the catalogs that are compiled, which are
// those that it names; nil where there is no platform.
func (t *Trials) Look(dir fs.FS) (*platform.Platform, error) {
	if !hasPlatform(dir) {
		return nil, nil
	}
	return t.Load(dir)
}
