package chart

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/trust"
)

// repository is a web server with an index.yaml.
type repository struct {
	base   *url.URL
	client *http.Client
	creds  Credentials
}

const maxIndex = 256 << 20

func (r *repository) fetch(ctx context.Context, c Chart, cached func(string) bool) (string, []byte, error) {
	index, err := r.index(ctx)
	if err != nil {
		return "", nil, err
	}
	entry, err := findInIndex(index, c)
	if err != nil {
		return "", nil, err
	}
	if entry.Digest != "" && cached("sha256:"+entry.Digest) {
		return "sha256:" + entry.Digest, nil, nil
	}
	at, err := r.folder().Parse(entry.URLs[0])
	if err != nil {
		return "", nil, fmt.Errorf("its index has a malformed address: %w", err)
	}
	data, err := r.get(ctx, at, maxArchive)
	if err != nil {
		return "", nil, err
	}
	digest := digestOf(data)
	if entry.Digest != "" && digest != "sha256:"+entry.Digest {
		return "", nil, fmt.Errorf("%w: its index says sha256:%s, the archive is %s", ErrDigest, entry.Digest, digest)
	}
	return digest, data, nil
}

func (r *repository) folder() *url.URL {
	folder := *r.base
	folder.Path = strings.TrimSuffix(folder.Path, "/") + "/"
	return &folder
}

func (r *repository) index(ctx context.Context) ([]byte, error) {
	return r.get(ctx, r.folder().JoinPath("index.yaml"), maxIndex)
}

// get sends the credentials to the repository's own host only: archives often lie elsewhere.
func (r *repository) get(ctx context.Context, at *url.URL, limit int64) ([]byte, error) {
	if at.Scheme != "https" && (at.Scheme != "http" || !trust.Loopback(at.Hostname())) {
		return nil, fmt.Errorf("get %s: not https", at.Redacted())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", at.Redacted(), err)
	}
	if r.creds.Password != "" && at.Scheme == r.base.Scheme && at.Host == r.base.Host {
		req.SetBasicAuth(r.creds.Username, r.creds.Password)
	}
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err // names the address itself
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s", at.Redacted(), res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", at.Redacted(), err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("get %s: larger than %d MiB", at.Redacted(), limit>>20)
	}
	return data, nil
}
