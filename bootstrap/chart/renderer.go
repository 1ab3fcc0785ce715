package chart

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/util/json"

	"github.com/slipway-platform/slipway/bootstrap/blob"
)

// ErrNotFetched is what errors.Is finds when a chart has no digest or its archive is not in the cache.
var ErrNotFetched = errors.New("the chart is not in the cache")

// Renderer renders charts of the cache, each with the same options once: results are kept in the cache too.
type Renderer struct {
	CacheDir string
	// Rendering, when set, is told of each chart that is rendered and not found.
	Rendering func(c Chart)
}

// Render renders a fetched chart. It reaches no network: what is not in the cache is ErrNotFetched.
func (r Renderer) Render(ctx context.Context, c Chart, opts RenderOptions) (*Rendering, error) {
	store := cache{r.CacheDir}
	key, err := renderKey(c, opts)
	if err != nil {
		return nil, err
	}
	if kept := store.rendering(key); kept != nil {
		return kept, nil
	}
	path, ok := store.find(c.Digest)
	if !ok {
		return nil, ErrNotFetched
	}
	if r.Rendering != nil {
		r.Rendering(c)
	}
	out, err := Settle(ctx, path, opts)
	if err != nil {
		return nil, err
	}
	return out, store.keep(key, out)
}

// renderKey is a digest of all that a rendering depends on. The number changes when this program renders otherwise.
func renderKey(c Chart, opts RenderOptions) (string, error) {
	data, err := json.Marshal([]any{1, engineVersion(), c.Digest, opts})
	if err != nil {
		return "", fmt.Errorf("render chart %s: values: %w", c, err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

func (c cache) renderingPath(key string) string {
	return filepath.Join(c.dir, "rendered", key[:2], key+".json")
}

// rendering returns what was kept, nil when there is nothing or it was cut or changed: its first line is its digest.
func (c cache) rendering(key string) *Rendering {
	data, err := os.ReadFile(c.renderingPath(key)) // #nosec G304 -- the name is a digest
	if err != nil {
		return nil
	}
	digest, body, _ := bytes.Cut(data, []byte("\n"))
	if string(digest) != digestOf(body) {
		return nil
	}
	var out Rendering
	if json.Unmarshal(body, &out) != nil {
		return nil
	}
	return &out
}

func (c cache) keep(key string, r *Rendering) error {
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("cache rendered chart: %w", err)
	}
	return blob.Write(c.renderingPath(key), append([]byte(digestOf(body)+"\n"), body...))
}
