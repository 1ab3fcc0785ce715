package chart

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	oci "github.com/slipway-platform/slipway/bootstrap/registry"
)

// registry is an OCI registry. Helm's own client for it ignores contexts and reads the user's Docker credentials, so this
// uses one below it.
type registry struct {
	base   *url.URL
	client *http.Client
	creds  Credentials
	layer  string // the media type to look for; the first layer when empty
}

const chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"

func (r *registry) fetch(ctx context.Context, c Chart, cached func(string) bool) (string, []byte, error) {
	repo, err := r.repository(c.Name)
	if err != nil {
		return "", nil, err
	}
	tag := strings.ReplaceAll(c.Version, "+", "_") // a tag cannot have a plus; Helm writes it so
	manifest, err := repo.Manifest(ctx, tag)
	if err != nil {
		return "", nil, explained(err)
	}
	layer, err := r.find(manifest)
	if err != nil {
		return "", nil, err
	}
	digest := layer.Digest.String()
	if cached(digest) || (c.Digest != "" && digest != c.Digest) {
		return digest, nil, nil
	}
	if layer.Size > maxArchive {
		return "", nil, fmt.Errorf("its archive is larger than %d MiB", maxArchive>>20)
	}
	data, err := repo.Fetch(ctx, layer)
	return digest, data, err
}

func (r *registry) repository(name string) (*oci.Repository, error) {
	address := r.base.Host + strings.TrimSuffix(r.base.Path, "/") + "/" + name
	return oci.Open(address, r.client, oci.Login{Username: r.creds.Username, Password: r.creds.Password})
}

func explained(err error) error {
	if errors.Is(err, oci.ErrLogin) {
		return fmt.Errorf("%w: declare them under spec.credentials", err)
	}
	return err
}

func (r *registry) find(manifest *oci.Manifest) (ocispec.Descriptor, error) {
	for _, layer := range manifest.Layers {
		if r.layer == "" || layer.MediaType == r.layer {
			return layer, nil
		}
	}
	if r.layer == "" {
		return ocispec.Descriptor{}, errors.New("it holds nothing")
	}
	return ocispec.Descriptor{}, errors.New("it holds no chart")
}
