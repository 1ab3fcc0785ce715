package catalogs

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/generator/catalogfile"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Fetched is a catalog that is in the cache now.
type Fetched struct {
	*catalogfile.Catalog
	Digest string // of its manifest
}

// Fetch brings a catalog into the cache. With a digest, which is looked for in
// the cache first, exactly that one; else the registry is asked which one its
// version is, and what the cache has of it is not fetched again.
func Fetch(ctx context.Context, cacheDir string, ref platform.CatalogRef, digest string, login Login) (*Fetched, error) {
	if digest == "" {
		digest = ref.Digest
	}
	if digest == "" {
		var err error
		if digest, err = Resolve(ctx, ref, login); err != nil {
			return nil, err
		}
	}
	c, err := Read(cacheDir, ref, digest)
	if errors.Is(err, platform.ErrCatalogNotFetched) {
		c, err = download(ctx, cacheDir, ref, digest, login)
	}
	if err != nil {
		return nil, fmt.Errorf("pull catalog %s: %w", ref, explained(err))
	}
	return &Fetched{c, digest}, nil
}

// download stores the manifest last: with it the catalog is whole.
func download(ctx context.Context, cacheDir string, ref platform.CatalogRef, digest string, login Login) (*catalogfile.Catalog, error) {
	repo, err := open(ref, login)
	if err != nil {
		return nil, err
	}
	m, err := repo.Manifest(ctx, digest)
	if err != nil {
		return nil, err
	}
	if m.Digest != digest {
		return nil, fmt.Errorf("is %s, and not what it was asked for, %s", m.Digest, digest)
	}
	if err := isCatalog(m); err != nil {
		return nil, err
	}
	packed, err := repo.Fetch(ctx, m.Layers[0])
	if err != nil {
		return nil, err
	}
	c, err := unpack(packed, ref)
	if err != nil {
		return nil, err
	}
	if _, err := store(cacheDir).Put(m.Layers[0].Digest.String(), packed); err != nil {
		return nil, err
	}
	_, err = store(cacheDir).Put(digest, m.Raw)
	return c, err
}

// ErrTaken is what errors.Is finds where a version is there already with other content.
var ErrTaken = errors.New("this version is there already, with other content")

// Push gives a catalog to a registry, under its version. One that is there
// already stays as it is, unless it is to be replaced: others may have locked it.
func Push(ctx context.Context, ref platform.CatalogRef, c *catalogfile.Catalog, packed []byte, replace bool, login Login) (digest string, pushed bool, err error) {
	if ref.Version != c.Version {
		return "", false, fmt.Errorf("push catalog to %s: its %s says version %s: make both the same", ref, catalogfile.ManifestFile, c.Version)
	}
	digest, pushed, err = push(ctx, ref, registry.Artifact{Type: ArtifactType, LayerType: LayerType, Layer: packed,
		Annotations: map[string]string{titleAnnotation: c.Name, versionAnnotation: c.Version}}, replace, login)
	if err != nil {
		return "", false, fmt.Errorf("push catalog to %s: %w", ref, explained(err))
	}
	return digest, pushed, nil
}

func push(ctx context.Context, ref platform.CatalogRef, a registry.Artifact, replace bool, login Login) (string, bool, error) {
	repo, err := open(ref, login)
	if err != nil {
		return "", false, err
	}
	m, err := a.Manifest()
	if err != nil {
		return "", false, err
	}
	switch there, err := repo.Resolve(ctx, ref.Version); {
	case err == nil && there == m.Digest:
		return m.Digest, false, nil
	case err == nil && !replace:
		return "", false, fmt.Errorf("%w (%s, this is %s): give it another version, or replace it with --force", ErrTaken, there, m.Digest)
	case err != nil && !errors.Is(err, registry.ErrNotFound):
		return "", false, err
	}
	_, err = repo.Push(ctx, a, ref.Version)
	return m.Digest, true, err
}
