package catalogs

import (
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Layer returns the digest of the file that a catalog of the cache is in.
func Layer(cacheDir, digest string) (string, error) {
	raw, ok := store(cacheDir).Read(digest)
	if !ok {
		return "", platform.ErrCatalogNotFetched
	}
	m, err := registry.ParseManifest(raw)
	if err == nil {
		err = isCatalog(m)
	}
	if err != nil {
		return "", err
	}
	return m.Layers[0].Digest.String(), nil
}

// File returns what the cache has by a digest: a catalog's manifest or its layer.
func File(cacheDir, digest string) ([]byte, bool) { return store(cacheDir).Read(digest) }

// Keep puts a catalog, of which the digests were checked, into the cache: the
// manifest last, since with it the catalog is whole.
func Keep(cacheDir, digest string, manifest, layer []byte) error {
	m, err := registry.ParseManifest(manifest)
	if err == nil {
		err = isCatalog(m)
	}
	if err != nil {
		return err
	}
	if is, want := blob.Digest(layer), m.Layers[0].Digest.String(); is != want {
		return fmt.Errorf("has %s in the place of its layer %s", is, want)
	}
	_, err = store(cacheDir).Put(m.Layers[0].Digest.String(), layer)
	if err == nil {
		_, err = store(cacheDir).Put(digest, manifest)
	}
	return err
}
