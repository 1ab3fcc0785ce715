package registry

import (
	"context"
	"errors"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// maxReferrers bounds what others may have attached to a manifest.
const maxReferrers = 32

// maxTags bounds how many versions of one thing are looked at.
const maxTags = 20000

// Tags lists the tags of a repository.
func (r *Repository) Tags(ctx context.Context) ([]string, error) {
	var out []string
	err := r.remote.Tags(ctx, "", func(page []string) error {
		if out = append(out, page...); len(out) >= maxTags {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return out, told(err)
}

var errEnough = errors.New("enough")

// Referrers lists the manifests of a type that refer to another: by the API for
// that, or by the tag that takes its place on older registries.
func (r *Repository) Referrers(ctx context.Context, of *Manifest, artifactType string) ([]string, error) {
	subject := ocispec.Descriptor{MediaType: ocispec.MediaTypeImageManifest, Digest: digest.Digest(of.Digest), Size: int64(len(of.Raw))}
	var out []string
	err := r.remote.Referrers(ctx, subject, artifactType, func(page []ocispec.Descriptor) error {
		for _, d := range page {
			if out = append(out, d.Digest.String()); len(out) == maxReferrers {
				return errEnough
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return out, told(err)
}
