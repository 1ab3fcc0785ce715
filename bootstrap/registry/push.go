package registry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// Artifact is what is pushed: one layer, and what is said of it.
type Artifact struct {
	Type        string // the artifact's media type
	LayerType   string
	Layer       []byte
	Annotations map[string]string
}

// Manifest is the same bytes for the same artifact: it holds no time.
func (a Artifact) Manifest() (*Manifest, error) {
	m := ocispec.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageManifest, ArtifactType: a.Type,
		Config: ocispec.DescriptorEmptyJSON, Layers: []ocispec.Descriptor{describe(a.LayerType, a.Layer)}, Annotations: a.Annotations,
	}
	data, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	return ParseManifest(data)
}

func describe(mediaType string, data []byte) ocispec.Descriptor {
	return ocispec.Descriptor{MediaType: mediaType, Digest: digest.FromBytes(data), Size: int64(len(data))}
}

// Push stores an artifact, and gives it a tag last, so that a tag never leads to a half.
func (r *Repository) Push(ctx context.Context, a Artifact, tag string) (*Manifest, error) {
	m, err := a.Manifest()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(r.blob(ctx, m.Config, m.Config.Data), r.blob(ctx, m.Layers[0], a.Layer)); err != nil {
		return nil, told(err)
	}
	return m, told(r.remote.PushReference(ctx, describe(m.MediaType, m.Raw), bytes.NewReader(m.Raw), tag))
}

func (r *Repository) blob(ctx context.Context, desc ocispec.Descriptor, data []byte) error {
	there, err := r.remote.Exists(ctx, desc)
	if err != nil || there {
		return err
	}
	return r.remote.Push(ctx, desc, bytes.NewReader(data))
}
