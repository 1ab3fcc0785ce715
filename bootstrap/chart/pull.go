// Package chart fetches Helm charts and published manifests into a cache and renders charts to objects, without a helm program, a cluster or any
// state of Helm's own. It is the only package that imports Helm (helm.go).
//
// The cache holds each archive once, as sha256/<hex>.tgz under its folder. A chart's digest is always that of the archive,
// so it is the same in a repository, a registry and any mirror of them.
package chart

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/slipway-platform/slipway/bootstrap/trust"
)

// Chart says which chart, and with Digest exactly which bytes.
type Chart struct {
	Repository string // https://host/path with an index.yaml, or oci://host/path that the chart's name is appended to
	Name       string
	Version    string
	Digest     string // sha256:<hex> of the archive; empty to take what the repository has
}

func (c Chart) String() string { return c.Name + " " + c.Version }

// Credentials are for the repository's own host only; nothing of them appears in an error.
type Credentials struct {
	Username, Password string
	CA                 []byte // certificates to trust besides the system's
}

// ErrDigest is what errors.Is finds when a repository's archive is not the one that was asked for.
var ErrDigest = errors.New("the archive is not the one that was locked")

// maxArchive is far above any real chart and far below what would fill a disk.
const maxArchive = 64 << 20

// Pull returns the path and digest of a chart's archive. When Digest is given and cached, nothing is contacted.
func Pull(ctx context.Context, cacheDir string, c Chart, creds Credentials) (path, digest string, err error) {
	return pull(ctx, cacheDir, "chart", c, func() (source, error) { return open(c, creds) })
}

// pull fetches what is not in the cache; kind is what people call it.
func pull(ctx context.Context, cacheDir, kind string, c Chart, open func() (source, error)) (path, digest string, err error) {
	store := cache{cacheDir}
	if c.Digest != "" {
		if path, ok := store.find(c.Digest); ok {
			return path, c.Digest, nil
		}
	}
	from, err := open()
	if err != nil {
		return "", "", fmt.Errorf("pull %s %s: %w", kind, c, err)
	}
	digest, data, err := from.fetch(ctx, c, func(digest string) bool {
		_, ok := store.find(digest)
		return ok
	})
	if err != nil {
		return "", "", fmt.Errorf("pull %s %s from %s: %w", kind, c, c.Repository, err)
	}
	if c.Digest != "" && digest != c.Digest {
		return "", "", fmt.Errorf("pull %s %s from %s: %w: it has %s, wanted %s", kind, c, c.Repository, ErrDigest, digest, c.Digest)
	}
	if data == nil { // fetch found it in the cache
		path, _ := store.find(digest)
		return path, digest, nil
	}
	path, err = store.put(digest, data)
	return path, digest, err
}

// source is where charts come from. fetch returns no data when cached says that the archive is there already.
type source interface {
	fetch(ctx context.Context, c Chart, cached func(digest string) bool) (digest string, data []byte, err error)
	versions(ctx context.Context, names []string) (map[string][]string, error)
}

func open(c Chart, creds Credentials) (source, error) {
	u, err := url.Parse(c.Repository)
	if err != nil || u.Host == "" {
		return nil, errors.New("its repository is not an address: want https://host/path or oci://host/path")
	}
	if u.User != nil {
		return nil, fmt.Errorf("its repository address at %s holds credentials: declare them under spec.credentials", u.Host)
	}
	client, err := trust.FetchClient(creds.CA)
	if err != nil {
		return nil, err
	}
	switch {
	case u.Scheme == "oci":
		return &registry{u, client, creds, chartLayer}, nil
	case u.Scheme == "https", u.Scheme == "http" && trust.Loopback(u.Hostname()):
		return &repository{u, client, creds}, nil
	case u.Scheme == "http":
		return nil, fmt.Errorf("%s: plain http is for this machine only: use https", c.Repository)
	}
	return nil, fmt.Errorf("%s: scheme %q is not https or oci", c.Repository, u.Scheme)
}
