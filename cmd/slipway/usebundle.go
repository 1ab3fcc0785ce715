package main

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/airgap"
	"github.com/slipway-platform/slipway/bootstrap/catalogs"
	"github.com/slipway-platform/slipway/generator/platform"
)

// bundleVariable names the bundle of a machine that never has another one.
const bundleVariable = "SLIPWAY_BUNDLE"

// useBundle gives the cache what a bundle holds; nil where there is none. It is
// asked for once, by who needs the cache.
func useBundle(path string) (*airgap.Bundle, error) {
	if path == "" {
		return nil, nil
	}
	cache, err := bootstrap.CacheDir()
	if err != nil {
		return nil, err
	}
	return bootstrap.UseBundle(path, cache)
}

// cacheDir is the cache, with what the bundle holds.
func (a *app) cacheDir() (string, error) {
	if _, err := a.held(); err != nil {
		return "", err
	}
	return bootstrap.CacheDir()
}

// fetchFrom says where charts and catalogs come from.
func (a *app) fetchFrom(opts *bootstrap.Options) (err error) {
	if opts.Bundle, err = a.held(); err == nil {
		opts.CacheDir, err = bootstrap.CacheDir()
	}
	return err
}

// fetchCatalog fetches a catalog that is named on the command line.
func (a *app) fetchCatalog(ctx context.Context, ref platform.CatalogRef) (*catalogs.Fetched, error) {
	var opts bootstrap.Options
	if err := a.fetchFrom(&opts); err != nil {
		return nil, err
	}
	if opts.Bundle != nil {
		return bootstrap.FetchBundled(opts, platform.CatalogSource{Name: ref.String(), From: ref, Locked: ref.Digest})
	}
	return catalogs.Fetch(ctx, opts.CacheDir, ref, "", dockerLogin())
}
