package catalogs

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	ggcr "github.com/google/go-containerregistry/pkg/registry"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/generator/catalogfile"
	"github.com/slipway-platform/slipway/generator/platform"
)

// serve is a registry of this machine; what wraps it may ask for passwords or lie.
func serve(t *testing.T, wrap func(http.Handler) http.Handler) (host string, stop func()) {
	t.Helper()
	var handler http.Handler = ggcr.New(ggcr.Logger(log.New(io.Discard, "", 0)), ggcr.WithReferrersSupport(true))
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Setenv("DOCKER_CONFIG", t.TempDir()) // whoever runs the tests may be logged in somewhere
	return strings.TrimPrefix(server.URL, "http://"), server.Close
}

// pack makes a catalog of a version whose component says something.
func pack(t *testing.T, version, says string) (*catalogfile.Catalog, []byte) {
	t.Helper()
	c, packed, _, err := catalogfile.Pack(fstest.MapFS{
		"catalog.json":       {Data: fmt.Appendf(nil, `{"name": "acme", "version": %q}`, version)},
		"motd/component.cue": {Data: []byte("package component\n\n// " + says + "\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, packed
}

func ref(t *testing.T, address string) platform.CatalogRef {
	t.Helper()
	r, err := platform.ParseCatalogRef(address)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestFetch: what was fetched once is there without a network, and is asked for anew by its tag.
func TestFetch(t *testing.T) {
	host, stop := serve(t, nil)
	at, cache := ref(t, "oci://"+host+"/catalogs/acme:1.2.3"), t.TempDir()
	c, packed := pack(t, "1.2.3", "first")
	digest, pushed, err := Push(t.Context(), at, c, packed, false, Login{})
	if err != nil || !pushed {
		t.Fatal(pushed, err)
	}
	got, err := Fetch(t.Context(), cache, at, "", Login{})
	if err != nil || got.Digest != digest || got.Catalog.Digest != c.Digest || got.Version != "1.2.3" {
		t.Fatalf("%+v, %v", got, err)
	}
	other, otherPacked := pack(t, "1.2.3", "second")
	if _, _, err := Push(t.Context(), at, other, otherPacked, false, Login{}); !errors.Is(err, ErrTaken) {
		t.Errorf("another catalog took a version that was there: %v", err)
	}
	second, _, err := Push(t.Context(), at, other, otherPacked, true, Login{})
	if err != nil || second == digest {
		t.Fatal(second, err)
	}
	if got, err := Fetch(t.Context(), cache, at, "", Login{}); err != nil || got.Digest != second {
		t.Errorf("the tag moved, and %v came (%v)", got, err)
	}
	stop()
	for _, d := range []string{digest, second} {
		if got, err := Fetch(t.Context(), cache, at, d, Login{}); err != nil || got.Digest != d {
			t.Errorf("%s without a network: %v, %v", d, got, err)
		}
	}
	_, err = Fetch(t.Context(), cache, at, "", Login{})
	wantError(t, err, "ask for catalog "+at.String())
}

// TestACacheThatWasDamagedIsFetchedAgain: an entry is believed by its digest alone.
func TestACacheThatWasDamagedIsFetchedAgain(t *testing.T) {
	host, _ := serve(t, nil)
	at, cache := ref(t, "oci://"+host+"/acme:1.2.3"), t.TempDir()
	c, packed := pack(t, "1.2.3", "first")
	digest, _, err := Push(t.Context(), at, c, packed, false, Login{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Fetch(t.Context(), cache, at, digest, Login{}); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{digest, c.Digest} {
		path, _ := store(cache).Path(file)
		if err := os.WriteFile(path, []byte("cut"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(cache, at, digest); !errors.Is(err, platform.ErrCatalogNotFetched) {
			t.Errorf("a damaged file was believed: %v", err)
		}
		if got, err := Fetch(t.Context(), cache, at, digest, Login{}); err != nil || got.Digest != digest {
			t.Error(got, err)
		}
	}
}

// TestCredentials: those that are given, those that docker login left, and nothing of them in an error.
func TestCredentials(t *testing.T) {
	host, _ := serve(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if user, password, _ := req.BasicAuth(); user != "bot" || password != "open sesame" {
				w.Header().Set("WWW-Authenticate", `Basic realm="catalogs"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, req)
		})
	})
	at := ref(t, "oci://"+host+"/acme:1.2.3")
	c, packed := pack(t, "1.2.3", "first")
	_, _, err := Push(t.Context(), at, c, packed, false, Login{Login: registry.Login{Docker: true}})
	wantError(t, err, "push catalog to "+at.String()+": the registry wants credentials: declare them under spec.credentials, or log in with: docker login")
	_, _, err = Push(t.Context(), at, c, packed, false, Login{Login: registry.Login{Username: "bot", Password: "wrong words"}})
	if wantError(t, err, "401"); strings.Contains(fmt.Sprint(err), "wrong words") {
		t.Errorf("the password is in the error: %v", err)
	}
	if _, _, err := Push(t.Context(), at, c, packed, false, Login{Login: registry.Login{Username: "bot", Password: "open sesame"}}); err != nil {
		t.Error(err)
	}
	config := fmt.Sprintf(`{"auths": {%q: {"auth": %q}}}`, host, base64.StdEncoding.EncodeToString([]byte("bot:open sesame")))
	if err := os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Fetch(t.Context(), t.TempDir(), at, "", Login{Login: registry.Login{Docker: true}}); err != nil {
		t.Error(err)
	}
}

// put stores a manifest and its blobs as somebody would who has no slipway.
func put(t *testing.T, host, repository, tag string, manifest []byte, blobs ...[]byte) {
	t.Helper()
	send := func(method, path, mediaType string, data []byte) {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://"+host+"/v2/"+repository+path, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", mediaType)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusCreated {
			text, _ := io.ReadAll(res.Body)
			t.Fatalf("%s %s: %s %s", method, path, res.Status, text)
		}
	}
	for _, b := range append(blobs, []byte("{}")) {
		send(http.MethodPost, "/blobs/uploads/?digest="+blob.Digest(b), "application/octet-stream", b)
	}
	send(http.MethodPut, "/manifests/"+tag, ocispec.MediaTypeImageManifest, manifest)
}

// TestFetchRefuses: manifests and layers that are not what they are called.
func TestFetchRefuses(t *testing.T) {
	host, _ := serve(t, nil)
	_, packed := pack(t, "1.2.3", "first")
	text := []byte("text")
	manifest := func(change func(*ocispec.Manifest), layer []byte) []byte {
		m, err := registry.Artifact{Type: ArtifactType, LayerType: LayerType, Layer: layer}.Manifest()
		if err != nil {
			t.Fatal(err)
		}
		change(&m.Manifest)
		data, err := json.Marshal(m.Manifest)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	as := func(*ocispec.Manifest) {}
	for i, c := range []struct {
		name     string
		manifest []byte
		want     string
	}{
		{"no catalog", manifest(func(m *ocispec.Manifest) { m.ArtifactType = "application/vnd.cncf.helm.config.v1+json" }, packed), `is no catalog: its type is "application/vnd.cncf.helm.config.v1+json"`},
		{"an index", []byte(`{"schemaVersion": 2, "manifests": []}`), `is no catalog: its type is ""`},
		{"no layer", manifest(func(m *ocispec.Manifest) { m.Layers = nil }, packed), "is no catalog: it has not one layer of a catalog's type"},
		{"two layers", manifest(func(m *ocispec.Manifest) { m.Layers = append(m.Layers, m.Layers[0]) }, packed), "is no catalog: it has not one layer of a catalog's type"},
		{"another layer", manifest(func(m *ocispec.Manifest) { m.Layers[0].MediaType = ocispec.MediaTypeImageLayer }, packed), "is no catalog: it has not one layer of a catalog's type"},
		{"a large layer", manifest(func(m *ocispec.Manifest) { m.Layers[0].Size = catalogfile.MaxPacked + 1 }, packed), "is larger than 8 MiB"},
		{"a size that lies", manifest(func(m *ocispec.Manifest) { m.Layers[0].Size++ }, packed), "pull catalog"},
		{"a negative size", manifest(func(m *ocispec.Manifest) { m.Layers[0].Size = -1 }, packed), "pull catalog"},
		{"another digest", manifest(func(m *ocispec.Manifest) { m.Layers[0].Digest = "sha256:../../etc/passwd" }, packed), "pull catalog"},
		{"no archive", manifest(as, text), "is no gzip"},
		{"another version", manifest(as, packed), "says that it is version 1.2.3 of acme: it is not what its tag promises"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tag := fmt.Sprintf("9.9.%d", i)
			put(t, host, "acme", tag, c.manifest, packed, text)
			cache := t.TempDir()
			_, err := Fetch(t.Context(), cache, ref(t, "oci://"+host+"/acme:"+tag), "", Login{})
			wantError(t, err, c.want)
			if kept, _ := filepath.Glob(filepath.Join(cache, "catalogs", "*", "*")); len(kept) > 0 {
				t.Errorf("it is in the cache: %v", kept)
			}
		})
	}
}

// TestFetchIsNotLiedTo: a registry that serves other bytes under a digest.
func TestFetchIsNotLiedTo(t *testing.T) {
	var instead func(path string) []byte
	host, _ := serve(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if data := instead(req.URL.Path); data != nil && req.Method == http.MethodGet {
				w.Header().Set("Content-Type", ocispec.MediaTypeImageManifest)
				_, _ = w.Write(data)
				return
			}
			next.ServeHTTP(w, req)
		})
	})
	instead = func(string) []byte { return nil }
	at := ref(t, "oci://"+host+"/acme:1.2.3")
	c, packed := pack(t, "1.2.3", "first")
	if _, _, err := Push(t.Context(), at, c, packed, false, Login{}); err != nil {
		t.Fatal(err)
	}
	_, other := pack(t, "1.2.3", "other")
	for part, data := range map[string][]byte{"/manifests/sha256:": []byte(`{"schemaVersion": 2}`), "/blobs/sha256:": other} {
		instead = func(path string) []byte {
			if strings.Contains(path, part) {
				return data
			}
			return nil
		}
		_, err := Fetch(t.Context(), t.TempDir(), at, "", Login{})
		wantError(t, err, "mismatch")
	}
}
