package generator

import (
	"cmp"
	"io/fs"
	"os"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// loadIn are the sources of what is in a folder, whose lock says which bytes
// the catalogs of registries are.
func (s Sources) loadIn(dir fs.FS) (load.Sources, error) {
	out := s.load()
	locked, err := tree.CatalogDigests(dir)
	if err != nil {
		return out, err
	}
	out.Foreign = func(name string, ref platform.CatalogRef) (*platform.ForeignCatalog, error) {
		digest := cmp.Or(ref.Digest, s.CatalogDigests[name], locked[name])
		switch {
		case digest == "":
			return nil, platform.ErrCatalogNotLocked
		case s.OpenCatalog == nil:
			return nil, platform.ErrCatalogNotFetched
		}
		return s.OpenCatalog(ref, digest)
	}
	return out, nil
}

// Unfetched is what is known of a platform before the catalogs that it names in
// registries are there: those, and what is needed to fetch them.
func Unfetched(src Sources, dir string) (*platform.Platform, []platform.CatalogSource, error) {
	in, err := load.Input(src.load(), os.DirFS(dir))
	if err != nil {
		return nil, nil, err
	}
	foreign, err := load.ForeignCatalogs(in, os.DirFS(dir))
	if err != nil {
		return nil, nil, err
	}
	locked, err := tree.CatalogDigests(os.DirFS(dir))
	if err != nil {
		return nil, nil, err
	}
	for i, c := range foreign {
		foreign[i].Locked = cmp.Or(c.Locked, locked[c.Name])
	}
	p := &platform.Platform{Name: in.Metadata.Name, Repository: in.Spec.Repository, Mirrors: in.Spec.Mirrors, Credentials: in.Spec.Credentials}
	return p, foreign, nil
}
