package chart

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	ggcr "github.com/google/go-containerregistry/pkg/registry"
)

// TestPullManifests takes the first layer whatever it calls itself, as Flux does.
func TestPullManifests(t *testing.T) {
	data := archive(t, map[string]string{"objects.yaml": "kind: ConfigMap\n"})
	registry := ggcr.New(ggcr.Logger(log.New(io.Discard, "", 0)))
	pushChart(t, registry, "fluxcd/flux-manifests", "v2.9.4", data)
	blobs := 0
	server := httptest.NewServer(guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/blobs/") {
			blobs++
		}
		registry.ServeHTTP(w, r)
	}), "ann", "hunter2"))
	t.Cleanup(server.Close)
	m := Manifests{URL: "oci://" + strings.TrimPrefix(server.URL, "http://") + "/fluxcd/flux-manifests", Version: "v2.9.4"}
	creds := Credentials{Username: "ann", Password: "hunter2"}
	dir := t.TempDir()

	_, _, err := PullManifests(t.Context(), dir, m, Credentials{})
	wantError(t, err, nil, "pull manifests flux-manifests v2.9.4", "wants credentials")
	for range 2 {
		got, digest, err := PullManifests(t.Context(), dir, m, creds)
		if err != nil || !bytes.Equal(got, data) || digest != digestOf(data) {
			t.Fatalf("got %d bytes, %s (%v)", len(got), digest, err)
		}
	}
	if blobs != 1 {
		t.Errorf("the layer was fetched %d times", blobs)
	}
	other := m
	other.Digest = "sha256:" + strings.Repeat("0", 64)
	_, _, err = PullManifests(t.Context(), dir, other, creds)
	wantError(t, err, ErrDigest, "pull manifests flux-manifests v2.9.4", digestOf(data))
	other = m
	other.Version = "v2.9.5"
	_, _, err = PullManifests(t.Context(), dir, other, creds)
	wantError(t, err, nil, "no such version")

	server.Close()
	m.Digest = digestOf(data)
	if _, _, err := PullManifests(t.Context(), dir, m, Credentials{}); err != nil {
		t.Errorf("locked and cached, they are fetched again: %v", err)
	}
}

func TestPullManifestsFromAWebServer(t *testing.T) {
	const text = "kind: ConfigMap\n"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1.0.0/install.yaml" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	got, digest, err := PullManifests(t.Context(), t.TempDir(), Manifests{URL: server.URL + "/v1.0.0/install.yaml", Version: "v1.0.0"}, Credentials{})
	if err != nil || string(got) != text || digest != digestOf([]byte(text)) {
		t.Errorf("got %s, %s (%v)", got, digest, err)
	}
	_, _, err = PullManifests(t.Context(), t.TempDir(), Manifests{URL: server.URL + "/v2.0.0/install.yaml", Version: "v2.0.0"}, Credentials{})
	wantError(t, err, nil, "pull manifests install.yaml v2.0.0", "404")
	_, _, err = PullManifests(t.Context(), t.TempDir(), Manifests{URL: "http://example.com/install.yaml"}, Credentials{})
	wantError(t, err, nil, "use https")
}
