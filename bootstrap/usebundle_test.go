package bootstrap

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/airgap"
	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/generator/platform"
)

// untold tells nobody anything.
type untold struct{}

func (untold) Step(int, int, string) StepUI { return untold{} }
func (untold) Note(string, ...any)          {}
func (untold) Waiting(string)               {}
func (untold) End(string, error)            {}

// chartRepository is a web server with an index and one chart, and a file with
// published manifests. It counts what it is asked.
func chartRepository(t *testing.T) (address string, asked *atomic.Int64) {
	t.Helper()
	var archive bytes.Buffer
	zip := gzip.NewWriter(&archive)
	w := tar.NewWriter(zip)
	for name, text := range map[string]string{
		"web/Chart.yaml":            "apiVersion: v2\nname: web\nversion: 1.0.0\n",
		"web/templates/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
	} {
		err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))})
		if _, writeErr := io.WriteString(w, text); errors.Join(err, writeErr) != nil {
			t.Fatal(err, writeErr)
		}
	}
	if err := errors.Join(w.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	index := fmt.Sprintf("entries: {web: [{version: 1.0.0, digest: %q, urls: [web.tgz]}]}", strings.TrimPrefix(blob.Digest(archive.Bytes()), "sha256:"))
	asked = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch r.URL.Path {
		case "/charts/index.yaml":
			_, _ = io.WriteString(w, index)
		case "/charts/web.tgz":
			_, _ = w.Write(archive.Bytes())
		case "/app.yaml":
			_, _ = io.WriteString(w, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\n")
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// bundled packs a chart and manifests of a repository into a bundle, and returns
// how another machine is set up, with nothing in its cache.
func bundled(t *testing.T, address string) (Options, []platform.Chart) {
	t.Helper()
	m := platform.Manifests{URL: address + "/app.yaml", Version: "v1"}
	c := platform.Chart{Repository: address + "/charts", Name: "web", Version: "1.0.0"}
	v := &platform.Variant{Units: []*platform.Unit{{Chart: &c}, {Manifests: &m}}}
	opts := Options{UI: untold{}, Timeout: 1, CacheDir: t.TempDir(), Credentials: &credential.Reader{},
		Platform: &platform.Platform{Name: "acme", Components: []*platform.Component{{Name: "web", Variants: []*platform.Variant{v}}}}}
	charts := []platform.Chart{c, m.Registry()}
	digests, err := FetchCharts(t.Context(), opts, charts)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "acme.bundle")
	if _, err := airgap.Create(path, func(w io.Writer) error {
		_, err := PackBundle(opts, Locked{Charts: charts, Digests: digests}, w)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	opts.Platform.Digests, opts.CacheDir = digests, t.TempDir()
	if opts.Bundle, err = UseBundle(path, opts.CacheDir); err != nil {
		t.Fatal(err)
	}
	return opts, charts
}

// TestABundleStandsForRepositories: all that bootstrap, lock and doctor fetch
// comes from it, and the repository, which is there, is not asked.
func TestABundleStandsForRepositories(t *testing.T) {
	address, asked := chartRepository(t)
	opts, charts := bundled(t, address)
	before := asked.Load()
	s := &session{Options: opts, host: &platform.Cluster{Name: "hub"}}
	path, err := s.pulled(t.Context(), charts[0])
	if err != nil {
		t.Fatal(err)
	}
	if objects, _, err := chart.Render(t.Context(), path, chart.RenderOptions{ReleaseName: "web"}); err != nil || len(objects) != 1 {
		t.Errorf("the agent's chart comes to %v, %v", objects, err)
	}
	m := &platform.Manifests{URL: charts[1].Repository, Version: charts[1].Version}
	if objects, err := s.manifestObjects(t.Context(), m); err != nil || len(objects) != 1 {
		t.Errorf("published manifests come to %v, %v", objects, err)
	}
	digests, err := FetchCharts(t.Context(), opts, charts)
	if err != nil || len(digests) != len(charts) {
		t.Error(digests, err)
	}
	checks, err := CheckCharts(t.Context(), opts, charts)
	for _, c := range checks {
		if err != nil || c.Digest == "" || c.Digest != c.Locked {
			t.Error(c, err)
		}
	}
	for _, c := range examineRegistries(t.Context(), opts) {
		if c.Result == doctor.Failed {
			t.Error(c)
		}
	}
	if _, err := NewerCharts(t.Context(), opts, InstalledCharts(opts.Platform)); err == nil || !strings.Contains(err.Error(), "knows those alone that it holds") {
		t.Error(err)
	}
	if more := asked.Load() - before; more != 0 {
		t.Errorf("the repository was asked %d times", more)
	}
}

// TestABundleLacksWhatItLacks: no repository stands in for it, although it answers.
func TestABundleLacksWhatItLacks(t *testing.T) {
	address, asked := chartRepository(t)
	opts, charts := bundled(t, address)
	before := asked.Load()
	var missing airgap.MissingError
	other := platform.Chart{Repository: charts[0].Repository, Name: "other", Version: "1.0.0"}
	s := &session{Options: opts, host: &platform.Cluster{Name: "hub"}}
	if _, err := s.pulled(t.Context(), other); !errors.As(err, &missing) {
		t.Error(err)
	}
	// Nor does the bundle stand in for what is locked.
	opts.Platform.Digests[charts[0]] = "sha256:" + strings.Repeat("0", 64)
	_, err := s.pulled(t.Context(), charts[0])
	if !errors.Is(err, chart.ErrDigest) {
		t.Error(err)
	}
	// What the cache lost while it was in use is told, and not fetched.
	delete(opts.Platform.Digests, charts[0])
	if err := os.RemoveAll(filepath.Join(opts.CacheDir, "sha256")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pulled(t.Context(), charts[0]); err == nil || !strings.HasSuffix(err.Error(), "has left the cache meanwhile; run it again") {
		t.Error(err)
	}
	if more := asked.Load() - before; more != 0 {
		t.Errorf("the repository was asked %d times", more)
	}
}

// TestABundleChangesNothingOfTheCache: what it calls a catalog must be one, and
// of two files with one digest the cache's stays.
func TestABundleChangesNothingOfTheCache(t *testing.T) {
	files := map[string][]byte{}
	add := func(text string) string {
		files[blob.Digest([]byte(text))] = []byte(text)
		return blob.Digest([]byte(text))
	}
	manifest := func(layer string) string {
		return add(`{"artifactType": "application/vnd.slipway.catalog.v1", "layers": [{"mediaType": "application/vnd.slipway.catalog.content.v1.tar+gzip", "digest": "` + layer + `"}]}`)
	}
	layer := add("layer")
	for name, c := range map[string]struct {
		catalog airgap.Catalog
		want    string
	}{
		"no manifest":    {airgap.Catalog{Digest: add("text"), Layer: layer}, "malformed manifest: invalid character"},
		"of another":     {airgap.Catalog{Digest: add("{}"), Layer: layer}, `is no catalog: its type is ""`},
		"another layer":  {airgap.Catalog{Digest: manifest("sha256:" + strings.Repeat("0", 64)), Layer: layer}, "has " + layer + " in the place of its layer sha256:0000"},
		"bad signatures": {airgap.Catalog{Digest: manifest(layer), Layer: layer, Signatures: add("signed")}, "has malformed signatures: invalid character"},
	} {
		t.Run(name, func(t *testing.T) {
			c.catalog.Name = "oci://example.com/acme:1.0.0"
			path := filepath.Join(t.TempDir(), "acme.bundle")
			if _, err := airgap.Create(path, func(w io.Writer) error {
				return airgap.Write(w, &airgap.Index{Catalogs: []airgap.Catalog{c.catalog}}, func(digest string) ([]byte, error) { return files[digest], nil })
			}); err != nil {
				t.Fatal(err)
			}
			_, err := UseBundle(path, t.TempDir())
			if want := "bundle " + path + `: catalog "oci://example.com/acme:1.0.0" ` + c.want; err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}
