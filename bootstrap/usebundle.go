package bootstrap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/airgap"
	"github.com/slipway-platform/slipway/bootstrap/catalogs"
	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/platform"
)

// UseBundle opens a bundle and gives the cache what it holds: entries go by
// their digests, which were checked, so nothing that is there becomes another.
func UseBundle(path, cacheDir string) (*airgap.Bundle, error) {
	b, err := airgap.Open(path)
	if err != nil {
		return nil, err
	}
	var archives []string
	for _, c := range b.Charts {
		archives = append(archives, c.Digest)
	}
	for _, m := range b.Manifests {
		archives = append(archives, m.Digest)
	}
	for _, digest := range archives {
		if _, there := chart.Cached(cacheDir, digest); there {
			continue
		}
		data, err := b.Read(digest)
		if err == nil {
			err = chart.Keep(cacheDir, digest, data)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, c := range b.Catalogs {
		if err := keepCatalog(b, c, cacheDir); err != nil {
			return nil, fmt.Errorf("bundle %s: catalog %.200q %w", path, c.Name, err)
		}
	}
	return b, nil
}

func keepCatalog(b *airgap.Bundle, c airgap.Catalog, cacheDir string) error {
	manifest, err := b.Read(c.Digest)
	if err != nil {
		return err
	}
	layer, err := b.Read(c.Layer)
	if err == nil {
		err = catalogs.Keep(cacheDir, c.Digest, manifest, layer)
	}
	if err != nil || c.Signatures == "" {
		return err
	}
	data, err := b.Read(c.Signatures)
	if err != nil {
		return err
	}
	var signatures []platform.Signature
	if err := json.Unmarshal(data, &signatures); err != nil {
		return fmt.Errorf("has malformed signatures: %w", err)
	}
	if err := catalogs.AddSignatures(cacheDir, c.Digest, signatures); err != nil {
		return fmt.Errorf("has signatures that are not kept: %w", err)
	}
	return nil
}

// pullChart brings a chart, or published manifests, into the cache: from the
// bundle where there is one, and then no network is asked and no credential read.
func pullChart(ctx context.Context, opts Options, c platform.Chart, locked string, login chart.Credentials) (path, digest string, err error) {
	if opts.Bundle != nil {
		return bundledChart(opts, c, locked)
	}
	if c.Name == "" {
		m := chart.Manifests{URL: c.Repository, Version: c.Version, Digest: locked}
		if _, digest, err = chart.PullManifests(ctx, opts.CacheDir, m, login); err != nil {
			return "", "", err
		}
		path, _ = chart.Cached(opts.CacheDir, digest)
		return path, digest, nil
	}
	return chart.Pull(ctx, opts.CacheDir, pinned(c, locked), login)
}

// bundledChart prefers what is locked and in the cache, as Pull does.
func bundledChart(opts Options, c platform.Chart, locked string) (path, digest string, err error) {
	if path, there := chart.Cached(opts.CacheDir, locked); there {
		return path, locked, nil
	}
	if digest, err = opts.Bundle.Chart(c); err != nil {
		return "", "", err
	}
	if locked != "" && digest != locked {
		return "", "", fmt.Errorf("%s %s of bundle %s: %w: it has %s, wanted %s", c.Name, c.Version, opts.Bundle.Path, chart.ErrDigest, digest, locked)
	}
	path, there := chart.Cached(opts.CacheDir, digest)
	if !there {
		return "", "", fmt.Errorf("%s %s has left the cache meanwhile; run it again", c.Name, c.Version)
	}
	return path, digest, nil
}

// BundledArchives returns where the cache has the charts of the bundle.
func BundledArchives(opts Options) ([]string, error) {
	var out []string
	for _, c := range opts.Bundle.Charts {
		path, there := chart.Cached(opts.CacheDir, c.Digest)
		if !there {
			return nil, fmt.Errorf("%s %s has left the cache meanwhile; run it again", c.Name, c.Version)
		}
		out = append(out, path)
	}
	return out, nil
}

// FetchBundled is catalogs.Fetch for what a bundle brought into the cache: the catalog
// with the digest that is locked, or else the one that the bundle has.
func FetchBundled(opts Options, s platform.CatalogSource) (*catalogs.Fetched, error) {
	ref, err := platform.ParseCatalogRef(s.Name)
	if err != nil {
		return nil, err
	}
	digest := s.Locked
	if digest == "" {
		held, err := opts.Bundle.Catalog(ref)
		if err != nil {
			return nil, err
		}
		digest = held.Digest
	}
	c, err := catalogs.Read(opts.CacheDir, ref, digest)
	if errors.Is(err, platform.ErrCatalogNotFetched) {
		ref.Digest = digest
		return nil, airgap.MissingError{Path: opts.Bundle.Path, What: "catalog " + ref.String()}
	}
	if err != nil {
		return nil, fmt.Errorf("catalog %s of bundle %s: %w", s.Name, opts.Bundle.Path, err)
	}
	if len(s.Keys) > 0 && s.Unsigned == "refuse" && catalogs.Signatures(opts.CacheDir, digest) == nil {
		return nil, airgap.MissingError{Path: opts.Bundle.Path, What: "signatures of catalog " + s.Name}
	}
	return &catalogs.Fetched{Catalog: c, Digest: digest}, nil
}
