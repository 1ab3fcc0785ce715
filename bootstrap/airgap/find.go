package airgap

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator/platform"
)

// MissingError says what a bundle does not have.
type MissingError struct{ Path, What string }

func (e MissingError) Error() string {
	return fmt.Sprintf("bundle %s has no %s; make it anew where the network is: slipway bundle --out FILE", e.Path, e.What)
}

// Chart returns the digest of a chart, or of published manifests, which are a
// chart without a name.
func (b *Bundle) Chart(c platform.Chart) (digest string, err error) {
	if c.Name == "" {
		for _, m := range b.Manifests {
			if m.URL == c.Repository && m.Version == c.Version {
				return m.Digest, nil
			}
		}
		return "", MissingError{b.Path, "manifests " + c.Repository + " " + c.Version}
	}
	for _, held := range b.Charts {
		if held.Repository == c.Repository && held.Name == c.Name && held.Version == c.Version {
			return held.Digest, nil
		}
	}
	return "", MissingError{b.Path, fmt.Sprintf("chart %s %s of %s", c.Name, c.Version, c.Repository)}
}

// Catalog returns a catalog of a registry: by its version, or by its digest where
// that is all that an address has.
func (b *Bundle) Catalog(ref platform.CatalogRef) (Catalog, error) {
	for _, c := range b.Catalogs {
		held, err := platform.ParseCatalogRef(c.Name)
		if err != nil || held.Repository != ref.Repository {
			continue
		}
		if (ref.Digest == "" && held.Version == ref.Version) || c.Digest == ref.Digest {
			return c, nil
		}
	}
	return Catalog{}, MissingError{b.Path, "catalog " + ref.String()}
}
