package chart

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"strings"
)

// Manifests says which published objects, and with Digest exactly which bytes.
type Manifests struct {
	URL     string // oci://host/path, where the version is the tag, or https://host/file
	Version string
	Digest  string // sha256:<hex> of the artifact's first layer or of the file; empty to take what is there
}

// PullManifests returns the content and digest of published objects, which the
// cache holds like charts: of an artifact the first layer, as Flux takes it.
func PullManifests(ctx context.Context, cacheDir string, m Manifests, creds Credentials) (data []byte, digest string, err error) {
	c, err := m.asChart()
	if err != nil {
		return nil, "", fmt.Errorf("pull manifests: %w", err)
	}
	file, digest, err := pull(ctx, cacheDir, "manifests", c, func() (source, error) { return openManifests(c, creds) })
	if err != nil {
		return nil, "", err
	}
	if data, err = os.ReadFile(file); err != nil { // #nosec G304 -- the cache's own name
		return nil, "", fmt.Errorf("read manifests: %w", err)
	}
	return data, digest, nil
}

// asChart is how a chart in the same place would be called.
func (m Manifests) asChart() (Chart, error) {
	u, err := url.Parse(m.URL)
	if err != nil || u.Host == "" {
		return Chart{}, errors.New("their address is not of the form oci://host/path or https://host/path")
	}
	c := Chart{Repository: m.URL, Name: path.Base(u.Path), Version: m.Version, Digest: m.Digest}
	if u.Scheme == "oci" {
		c.Repository = strings.TrimSuffix(m.URL, "/"+c.Name)
	}
	return c, nil
}

func openManifests(c Chart, creds Credentials) (source, error) {
	from, err := open(c, creds)
	switch s := from.(type) {
	case *registry:
		s.layer = ""
	case *repository:
		return &webFile{s}, err
	}
	return from, err
}

// webFile is one file on a web server.
type webFile struct{ *repository }

func (f *webFile) fetch(ctx context.Context, _ Chart, _ func(string) bool) (string, []byte, error) {
	data, err := f.get(ctx, f.base, maxArchive)
	if err != nil {
		return "", nil, err
	}
	return digestOf(data), data, nil
}
