package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/bootstrap/trust"
)

// asks is how many registries are asked at a time for what is small.
const asks = 8

// ImageDigests asks registries which digests images have now, several at a time,
// and returns those that it learnt. Every image of which nobody says it is told.
func ImageDigests(ctx context.Context, opts Options, images []string) (map[string]string, error) {
	images = slices.Compact(slices.Sorted(slices.Values(images)))
	digests, errs := make([]string, len(images)), make([]error, len(images))
	logins, authorities := map[string]registry.Login{}, map[string][]byte{}
	for _, image := range images { // one after the other: somebody may be asked
		at, err := imageAddress(image)
		if err == nil {
			logins[at.repository], authorities[at.repository], err = imageLogin(ctx, opts, at.repository)
		}
		if err != nil {
			return nil, fmt.Errorf("ask for image %s: %w", image, err)
		}
	}
	var g errgroup.Group
	g.SetLimit(asks)
	for i, image := range images {
		g.Go(func() error {
			at, _ := imageAddress(image) // as above
			within, cancel := context.WithTimeout(ctx, opts.Timeout)
			defer cancel()
			if digests[i], errs[i] = at.resolve(within, logins[at.repository], authorities[at.repository]); errs[i] != nil {
				errs[i] = fmt.Errorf("ask for image %s: %w", image, errs[i])
			}
			return nil
		})
	}
	_ = g.Wait() // errors are in errs
	out := map[string]string{}
	for i, image := range images {
		if errs[i] == nil {
			out[image] = digests[i]
		}
	}
	return out, errors.Join(errs...)
}

// imageAt is where an image is. Names without a host are Docker Hub's.
type imageAt struct{ repository, tag, digest string }

func imageAddress(image string) (imageAt, error) {
	tagged, digest, _ := strings.Cut(image, "@")
	ref, err := name.NewTag(tagged)
	if err != nil {
		return imageAt{}, fmt.Errorf("it is no name of an image: %w", err)
	}
	host := ref.RegistryStr()
	if host == name.DefaultRegistry {
		host = "docker.io"
	}
	return imageAt{host + "/" + ref.RepositoryStr(), ref.TagStr(), digest}, nil
}

// resolve asks for the digest of a tag, or whether there is the one that is named.
func (at imageAt) resolve(ctx context.Context, login registry.Login, ca []byte) (string, error) {
	client, err := trust.FetchClient(ca)
	if err != nil {
		return "", err
	}
	repo, err := registry.Open(at.repository, client, login)
	if err != nil {
		return "", err
	}
	digest, err := repo.Resolve(ctx, cmp.Or(at.digest, at.tag))
	switch {
	case errors.Is(err, registry.ErrLogin):
		err = fmt.Errorf("%w: declare them under spec.credentials as kind pull, or log in with: docker login", err)
	case errors.Is(err, context.DeadlineExceeded):
		err = errors.New("the registry does not answer")
	}
	return digest, err
}

// imageLogin is what the platform declares for pulling from there, or else what
// docker login left.
func imageLogin(ctx context.Context, opts Options, repository string) (login registry.Login, ca []byte, err error) {
	address := "oci://" + repository
	if ca, err = caFor(ctx, opts, address); err != nil {
		return login, nil, err
	}
	login.Docker = true
	if declared := opts.Platform.PullCredential(address); declared != nil {
		v, err := opts.Credentials.Read(ctx, *declared)
		if err != nil {
			return login, nil, err
		}
		login.Username, login.Password = v.Username, v.Password
	}
	return login, ca, nil
}
