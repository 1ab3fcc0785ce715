// Package registry speaks to OCI registries. It is the only package that
// imports a client for them.
package registry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
	"oras.land/oras-go/v2/registry/remote/errcode"

	"github.com/slipway-platform/slipway/bootstrap/trust"
)

// Login is for the registry's own host only.
type Login struct {
	Username, Password string
	// Docker is whether what docker login left is used where there is no password.
	Docker bool
}

// Repository is one repository of a registry.
type Repository struct{ remote *remote.Repository }

var (
	// ErrNotFound is what errors.Is finds where a repository has no such reference.
	ErrNotFound = errors.New("there is no such version")
	// ErrLogin is what errors.Is finds where a registry wants to know who asks.
	ErrLogin = errors.New("the registry wants credentials")
)

// Open returns the repository at host/path. Nothing is contacted. Plain HTTP is
// spoken to this machine alone.
func Open(address string, client *http.Client, login Login) (*Repository, error) {
	repo, err := remote.NewRepository(address)
	if err != nil {
		return nil, err
	}
	host := repo.Reference.Registry
	repo.PlainHTTP = trust.Loopback(hostname(host))
	asked := &auth.Client{Client: client, Cache: auth.NewCache()}
	switch {
	case login.Password != "":
		asked.Credential = auth.StaticCredential(host, auth.Credential{Username: login.Username, Password: login.Password})
	case login.Docker:
		store, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
		if err != nil {
			return nil, fmt.Errorf("read docker's credentials: %w", err)
		}
		asked.Credential = credentials.Credential(store)
	}
	repo.Client = asked
	return &Repository{repo}, nil
}

func hostname(host string) string {
	if i := strings.LastIndex(host, ":"); i >= 0 {
		return host[:i]
	}
	return host
}

// Resolve asks which digest a tag has.
func (r *Repository) Resolve(ctx context.Context, tag string) (string, error) {
	desc, err := r.remote.Resolve(ctx, tag)
	return desc.Digest.String(), told(err)
}

// Manifest fetches a manifest by tag or digest.
func (r *Repository) Manifest(ctx context.Context, reference string) (*Manifest, error) {
	desc, body, err := r.remote.Manifests().FetchReference(ctx, reference)
	if err != nil {
		return nil, told(err)
	}
	defer body.Close()
	if desc.Size > MaxManifest {
		return nil, fmt.Errorf("its manifest is larger than %d KiB", MaxManifest>>10)
	}
	data, err := content.ReadAll(body, desc) // checks size and digest
	if err != nil {
		return nil, err
	}
	return ParseManifest(data)
}

// Fetch returns what a descriptor stands for, checked by size and digest.
func (r *Repository) Fetch(ctx context.Context, blob ocispec.Descriptor) ([]byte, error) {
	data, err := content.FetchAll(ctx, r.remote, blob)
	return data, told(err)
}

// told says what the library means.
func told(err error) error {
	var response *errcode.ErrorResponse
	switch {
	case errors.Is(err, errdef.ErrNotFound), errors.As(err, &response) && response.StatusCode == http.StatusNotFound:
		return ErrNotFound
	case errors.Is(err, auth.ErrBasicCredentialNotFound):
		return ErrLogin
	}
	return err
}
