package bootstrap

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/airgap"
	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/bootstrap/catalogs"
	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Locked is what was locked, and is in the cache: which catalogs of registries,
// charts and published manifests, and their digests.
type Locked struct {
	Catalogs       []platform.CatalogSource
	CatalogDigests map[string]string
	Charts         []platform.Chart // published manifests are those without a name
	Digests        map[platform.Chart]string
}

// PackBundle packs what was locked. It reaches no network.
func PackBundle(opts Options, locked Locked, w io.Writer) (*airgap.Index, error) {
	index := &airgap.Index{Platform: opts.Platform.Name, Catalogs: []airgap.Catalog{}, Charts: []airgap.Chart{}, Manifests: []airgap.Manifests{}}
	made := map[string][]byte{} // files that are no entry of the cache
	for _, s := range locked.Catalogs {
		c, signatures, err := bundledCatalog(opts.CacheDir, s, locked.CatalogDigests[s.Name])
		if err != nil {
			return nil, fmt.Errorf("pack catalog %s: %w", s.Name, err)
		}
		if signatures != nil {
			c.Signatures = blob.Digest(signatures)
			made[c.Signatures] = signatures
		}
		index.Catalogs = append(index.Catalogs, c)
	}
	for _, c := range locked.Charts {
		digest := locked.Digests[c]
		if c.Name == "" {
			index.Manifests = append(index.Manifests, airgap.Manifests{URL: c.Repository, Version: c.Version, Digest: digest})
			continue
		}
		index.Charts = append(index.Charts, airgap.Chart{Repository: c.Repository, Name: c.Name, Version: c.Version, Digest: digest})
	}
	return index, airgap.Write(w, index, func(digest string) ([]byte, error) {
		data, ok := made[digest]
		if !ok {
			data, ok = chart.Archive(opts.CacheDir, digest)
		}
		if !ok {
			data, ok = catalogs.File(opts.CacheDir, digest)
		}
		if !ok {
			return nil, fmt.Errorf("pack %s: it has left the cache meanwhile; run it again", digest)
		}
		return data, nil
	})
}

// bundledCatalog is a catalog of the cache, with its signatures where there is a
// key to hold them against.
func bundledCatalog(cacheDir string, s platform.CatalogSource, digest string) (airgap.Catalog, []byte, error) {
	layer, err := catalogs.Layer(cacheDir, digest)
	if err != nil {
		return airgap.Catalog{}, nil, err
	}
	c := airgap.Catalog{Name: s.Name, Digest: digest, Layer: layer}
	if len(s.Keys) == 0 {
		return c, nil, nil
	}
	signatures := slices.Clone(catalogs.Signatures(cacheDir, digest))
	slices.SortFunc(signatures, func(a, b platform.Signature) int { // registries list them as they like
		return strings.Compare(a.Signature+string(a.Payload), b.Signature+string(b.Payload))
	})
	data, err := json.Marshal(signatures)
	return c, data, err
}
