package registry

import (
	"encoding/json"
	"fmt"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/slipway-platform/slipway/bootstrap/blob"
)

// MaxManifest is what registries agree to take at least.
const MaxManifest = 4 << 20

// Manifest is a manifest and the bytes that it was read from.
type Manifest struct {
	ocispec.Manifest
	Raw    []byte
	Digest string
}

// ParseManifest reads a manifest, of which nothing is trusted but its digest.
func ParseManifest(data []byte) (*Manifest, error) {
	m := &Manifest{Raw: data, Digest: blob.Digest(data)}
	if err := json.Unmarshal(data, &m.Manifest); err != nil {
		return nil, fmt.Errorf("malformed manifest: %w", err)
	}
	return m, nil
}
