package chart

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
)

// registry is an OCI registry. Helm's own client for it ignores contexts and reads the user's Docker credentials, so this
// uses the library below it.
type registry struct {
	base   *url.URL
	client *http.Client
	creds  Credentials
	layer  string // the media type to look for; the first layer when empty
}

const chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"

func (r *registry) fetch(ctx context.Context, c Chart, cached func(string) bool) (string, []byte, error) {
	repo, err := r.open(c)
	if err != nil {
		return "", nil, err
	}
	tag := strings.ReplaceAll(c.Version, "+", "_") // a tag cannot have a plus; Helm writes it so
	layer, err := findLayer(ctx, repo, tag, r.layer)
	switch {
	case errors.Is(err, errdef.ErrNotFound):
		return "", nil, errors.New("there is no such version")
	case errors.Is(err, auth.ErrBasicCredentialNotFound):
		return "", nil, errors.New("the registry wants credentials: declare them under spec.credentials")
	case err != nil:
		return "", nil, err
	}
	digest := layer.Digest.String()
	if cached(digest) || (c.Digest != "" && digest != c.Digest) {
		return digest, nil, nil
	}
	if layer.Size > maxArchive {
		return "", nil, fmt.Errorf("its archive is larger than %d MiB", maxArchive>>20)
	}
	data, err := content.FetchAll(ctx, repo, layer) // checks size and digest
	return digest, data, err
}

func (r *registry) open(c Chart) (*remote.Repository, error) {
	repo, err := remote.NewRepository(r.base.Host + strings.TrimSuffix(r.base.Path, "/") + "/" + c.Name)
	if err != nil {
		return nil, err
	}
	repo.PlainHTTP = loopback(r.base.Hostname())
	login := &auth.Client{Client: r.client, Cache: auth.NewCache()}
	if r.creds.Password != "" {
		login.Credential = auth.StaticCredential(r.base.Host, auth.Credential{Username: r.creds.Username, Password: r.creds.Password})
	}
	repo.Client = login
	return repo, nil
}

func findLayer(ctx context.Context, repo *remote.Repository, tag, mediaType string) (ocispec.Descriptor, error) {
	desc, body, err := repo.Manifests().FetchReference(ctx, tag)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	defer body.Close()
	data, err := content.ReadAll(body, desc)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	var manifest ocispec.Manifest
	if err := json.Unmarshal(data, &manifest); err != nil {
		return ocispec.Descriptor{}, fmt.Errorf("malformed manifest: %w", err)
	}
	for _, layer := range manifest.Layers {
		if mediaType == "" || layer.MediaType == mediaType {
			return layer, nil
		}
	}
	if mediaType == "" {
		return ocispec.Descriptor{}, errors.New("it holds nothing")
	}
	return ocispec.Descriptor{}, errors.New("it holds no chart")
}
