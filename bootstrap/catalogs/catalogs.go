// Package catalogs pushes catalogs to OCI registries, and fetches them into a
// cache from which they are read without a network.
//
// A catalog is an artifact of one layer. Its digest is that of the manifest, as
// a registry and those who sign call it.
package catalogs

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/bootstrap/trust"
	"github.com/slipway-platform/slipway/generator/catalogfile"
	"github.com/slipway-platform/slipway/generator/platform"
)

// The media types of a catalog, and the annotations that registries show.
const (
	ArtifactType = "application/vnd.slipway.catalog.v1"
	LayerType    = "application/vnd.slipway.catalog.content.v1.tar+gzip"

	titleAnnotation   = "org.opencontainers.image.title"
	versionAnnotation = "org.opencontainers.image.version"
)

// Login is what a registry is spoken to with.
type Login struct {
	registry.Login
	CA []byte // certificates to trust besides the system's
}

// store is a folder of its own in the cache that charts are in.
func store(cacheDir string) blob.Store { return blob.Store{Dir: filepath.Join(cacheDir, "catalogs")} }

func open(ref platform.CatalogRef, login Login) (*registry.Repository, error) {
	client, err := trust.FetchClient(login.CA)
	if err != nil {
		return nil, err
	}
	return registry.Open(ref.Repository, client, login.Login)
}

// Read opens a catalog of the cache by its digest, and reaches no network. What
// is not there is platform.ErrCatalogNotFetched.
func Read(cacheDir string, ref platform.CatalogRef, digest string) (*catalogfile.Catalog, error) {
	raw, ok := store(cacheDir).Read(digest)
	if !ok {
		return nil, platform.ErrCatalogNotFetched
	}
	m, err := registry.ParseManifest(raw)
	if err != nil {
		return nil, err
	}
	if err := isCatalog(m); err != nil {
		return nil, err
	}
	packed, ok := store(cacheDir).Read(m.Layers[0].Digest.String())
	if !ok {
		return nil, platform.ErrCatalogNotFetched
	}
	return unpack(packed, ref)
}

// unpack opens a catalog, which must be the one that it was called.
func unpack(packed []byte, ref platform.CatalogRef) (*catalogfile.Catalog, error) {
	c, err := catalogfile.Open(packed)
	if err != nil {
		return nil, err
	}
	if ref.Version != "" && c.Version != ref.Version {
		return nil, fmt.Errorf("says that it is version %s of %s: it is not what its tag promises", c.Version, c.Name)
	}
	return c, nil
}

// isCatalog holds a manifest to what Push makes.
func isCatalog(m *registry.Manifest) error {
	if m.ArtifactType != ArtifactType {
		return fmt.Errorf("is no catalog: its type is %.100q, not %q", m.ArtifactType, ArtifactType)
	}
	if len(m.Layers) != 1 || m.Layers[0].MediaType != LayerType {
		return errors.New("is no catalog: it has not one layer of a catalog's type")
	}
	if m.Layers[0].Size > catalogfile.MaxPacked {
		return fmt.Errorf("is larger than %d MiB", catalogfile.MaxPacked>>20)
	}
	return nil
}

// Resolve asks which digest the version of a catalog has now.
func Resolve(ctx context.Context, ref platform.CatalogRef, login Login) (string, error) {
	if ref.Version == "" {
		return ref.Digest, nil
	}
	repo, err := open(ref, login)
	if err != nil {
		return "", fmt.Errorf("ask for catalog %s: %w", ref, err)
	}
	digest, err := repo.Resolve(ctx, ref.Version)
	if err != nil {
		return "", fmt.Errorf("ask for catalog %s: %w", ref, explained(err))
	}
	return digest, nil
}

func explained(err error) error {
	if errors.Is(err, registry.ErrLogin) {
		return fmt.Errorf("%w: declare them under spec.credentials, or log in with: docker login", err)
	}
	return err
}
