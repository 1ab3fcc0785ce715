package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/catalogs"
	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/generator/admission"
	"github.com/slipway-platform/slipway/generator/platform"
)

// CatalogReader opens catalogs of the cache for the generator. It reaches no network.
func CatalogReader(cacheDir func() (string, error)) func(platform.CatalogRef, string) (*platform.ForeignCatalog, error) {
	return func(ref platform.CatalogRef, digest string) (*platform.ForeignCatalog, error) {
		dir, err := cacheDir()
		if err != nil {
			return nil, err
		}
		c, err := catalogs.Read(dir, ref, digest)
		if err != nil {
			return nil, err
		}
		return &platform.ForeignCatalog{FS: c.FS, Digest: digest, Signatures: catalogs.Signatures(dir, digest)}, nil
	}
}

// CatalogCheck is what came of asking for a catalog.
type CatalogCheck struct {
	Name   string
	Digest string // of what the registry has by that version
	Locked string // what the lock says; empty where it says nothing
}

// FetchCatalogs brings catalogs into the cache and returns their digests. One
// with a digest in the lock is that one, whatever its registry has by now.
func FetchCatalogs(ctx context.Context, opts Options, sources []platform.CatalogSource) (map[string]string, error) {
	digests := map[string]string{}
	var errs []error
	for i, s := range sources {
		ui := opts.UI.Step(i+1, len(sources), s.Name)
		got, err := fetchCatalog(ctx, opts, s)
		if err == nil {
			digests[s.Name] = got.Digest
		}
		if errors.Is(err, registry.ErrNotFound) && s.Locked != "" {
			err = fmt.Errorf("pull catalog %s: it has no catalog of the digest that is locked, %s; where another is meant, take its digest out of slipway.lock and run: slipway lock", s.From, s.Locked)
		}
		ui.End(digests[s.Name], err)
		errs = append(errs, err)
	}
	return digests, errors.Join(errs...)
}

// fetchCatalog brings a catalog and its signatures into the cache: from the bundle
// where there is one, and else from its registry.
func fetchCatalog(ctx context.Context, opts Options, s platform.CatalogSource) (*catalogs.Fetched, error) {
	if opts.Bundle != nil {
		return FetchBundled(opts, s)
	}
	from, err := catalogFrom(opts, s)
	if err != nil {
		return nil, err
	}
	s.From = from
	login, err := catalogLogin(ctx, opts, from)
	if err != nil {
		return nil, err
	}
	got, err := catalogs.Fetch(ctx, opts.CacheDir, from, s.Locked, login)
	if err != nil {
		return nil, err
	}
	return got, fetchSignatures(ctx, opts, s, got.Digest, login)
}

// resolveCatalog asks which digest a catalog has now.
func resolveCatalog(ctx context.Context, opts Options, s platform.CatalogSource) (string, error) {
	if opts.Bundle != nil {
		ref, err := platform.ParseCatalogRef(s.Name)
		if err != nil {
			return "", err
		}
		held, err := opts.Bundle.Catalog(ref)
		return held.Digest, err
	}
	login, err := catalogLogin(ctx, opts, s.From)
	if err != nil {
		return "", err
	}
	return catalogs.Resolve(ctx, s.From, login)
}

// fetchSignatures asks for signatures where there is a key to hold them against
// and those of the cache do not do.
func fetchSignatures(ctx context.Context, opts Options, s platform.CatalogSource, digest string, login catalogs.Login) error {
	if len(s.Keys) == 0 || admission.Signed(s.Admission, digest, catalogs.Signatures(opts.CacheDir, digest)) == nil {
		return nil
	}
	_, err := catalogs.FetchSignatures(ctx, opts.CacheDir, s.From, digest, login)
	return err
}

// CheckCatalogs asks the registries what they have, whatever the lock says.
func CheckCatalogs(ctx context.Context, opts Options, sources []platform.CatalogSource) ([]CatalogCheck, error) {
	var out []CatalogCheck
	var errs []error
	for _, s := range sources {
		digest, err := resolveCatalog(ctx, opts, s)
		out, errs = append(out, CatalogCheck{s.Name, digest, s.Locked}), append(errs, err)
	}
	return out, errors.Join(errs...)
}

// catalogLogin is the credential that the platform declares, or else what docker login left.
func catalogLogin(ctx context.Context, opts Options, ref platform.CatalogRef) (catalogs.Login, error) {
	login, err := chartLogin(ctx, opts, ref.Address())
	return catalogs.Login{Login: registry.Login{Username: login.Username, Password: login.Password, Docker: true}, CA: login.CA}, err
}
