package chart

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	ggcr "github.com/google/go-containerregistry/pkg/registry"
)

// archive packs files as a chart named app.
func archive(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := &tar.Header{Name: "app/" + name, Mode: 0o644, Size: int64(len(files[name])), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// guard asks for a password on every request but lets nobody in without it.
func guard(next http.Handler, user, password string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		name, word, _ := req.BasicAuth()
		if user != "" && (name != user || word != password) {
			w.Header().Set("WWW-Authenticate", `Basic realm="charts"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// pushChart stores an archive in a registry as Helm does.
func pushChart(t *testing.T, handler http.Handler, repo, tag string, data []byte) {
	t.Helper()
	put := func(method, path, kind string, body []byte) {
		req := httptest.NewRequestWithContext(t.Context(), method, path, bytes.NewReader(body))
		req.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		if w.Code >= 300 {
			t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	config := []byte("{}")
	for _, blob := range [][]byte{config, data} {
		put("POST", "/v2/"+repo+"/blobs/uploads/?digest="+digestOf(blob), "application/octet-stream", blob)
	}
	manifest, err := json.Marshal(map[string]any{
		"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		"config": map[string]any{"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": digestOf(config), "size": len(config)},
		"layers": []any{map[string]any{"mediaType": chartLayer, "digest": digestOf(data), "size": len(data)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	put("PUT", "/v2/"+repo+"/manifests/"+tag, "application/vnd.oci.image.manifest.v1+json", manifest)
}

func wantError(t *testing.T, err, is error, parts ...string) {
	t.Helper()
	if err == nil || (is != nil && !errors.Is(err, is)) {
		t.Fatalf("got error %v, want %v", err, is)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the password leaks: %v", err)
	}
}

func TestPullFromARegistry(t *testing.T) {
	registry := ggcr.New(ggcr.Logger(log.New(io.Discard, "", 0)))
	data := archive(t, map[string]string{"Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.2.3+build\n"})
	pushChart(t, registry, "charts/app", "1.2.3_build", data)
	server := httptest.NewServer(guard(registry, "ann", "hunter2"))
	t.Cleanup(server.Close)
	address := "oci://" + strings.TrimPrefix(server.URL, "http://") + "/charts"
	c := Chart{Repository: address, Name: "app", Version: "1.2.3+build"}
	creds := Credentials{Username: "ann", Password: "hunter2"}
	dir := t.TempDir()

	_, _, err := Pull(t.Context(), dir, c, Credentials{})
	wantError(t, err, nil, "wants credentials")
	_, _, err = Pull(t.Context(), dir, c, Credentials{Username: "ann", Password: "wrong"})
	wantError(t, err, nil, "401")
	_, _, err = Pull(t.Context(), dir, Chart{Repository: address, Name: "app", Version: "9"}, creds)
	wantError(t, err, nil, "pull chart app 9", "no such version")
	locked := c
	locked.Digest = "sha256:" + strings.Repeat("0", 64)
	_, _, err = Pull(t.Context(), dir, locked, creds)
	wantError(t, err, ErrDigest, digestOf(data))

	path, digest, err := Pull(t.Context(), dir, c, creds)
	if err != nil || digest != digestOf(data) {
		t.Fatalf("got %s, %v", digest, err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, data) {
		t.Errorf("the archive differs: %v", err)
	}
	offline(t, dir, c, digest, path, server)
}

// offline pulls with the server gone: with the digest it works, without one it cannot.
func offline(t *testing.T, dir string, c Chart, digest, path string, server *httptest.Server) {
	t.Helper()
	server.Close()
	c.Digest = digest
	got, _, err := Pull(t.Context(), dir, c, Credentials{})
	if err != nil || got != path {
		t.Errorf("cached: got %s, %v", got, err)
	}
	if err := os.WriteFile(path, []byte("rotten"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, _, err = Pull(t.Context(), dir, c, Credentials{})
	wantError(t, err, nil, "connection refused")
	c.Digest = ""
	_, _, err = Pull(t.Context(), dir, c, Credentials{})
	wantError(t, err, nil, "connection refused")
}

func TestPullFromARepository(t *testing.T) {
	data := archive(t, map[string]string{"Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.2.3\n"})
	var archives, leaked int
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		archives++
		if req.Header.Get("Authorization") != "" {
			leaked++
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(elsewhere.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("/charts/index.yaml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{entries: {app: [
			{version: v1.2.3, digest: %q, urls: [app.tgz]},
			{version: 1.2.4, urls: [%q]},
			{version: 1.2.5, digest: "00", urls: [app.tgz]},
			{version: 1.2.6, urls: ["http://charts.example.com/app.tgz"]},
			{version: 1.2.7, urls: [redirect.tgz]}]}}`, strings.TrimPrefix(digestOf(data), "sha256:"), elsewhere.URL+"/app.tgz")
	})
	mux.HandleFunc("/charts/app.tgz", func(w http.ResponseWriter, _ *http.Request) { archives++; _, _ = w.Write(data) })
	mux.HandleFunc("/charts/redirect.tgz", func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, elsewhere.URL, http.StatusFound)
	})
	server := httptest.NewServer(guard(mux, "ann", "hunter2"))
	t.Cleanup(server.Close)
	creds := Credentials{Username: "ann", Password: "hunter2"}
	dir := t.TempDir()
	c := Chart{Repository: server.URL + "/charts", Name: "app"}
	pull := func(version string) (string, string, error) {
		c.Version = version
		return Pull(t.Context(), dir, c, creds)
	}
	for range 2 {
		if _, digest, err := pull("1.2.3"); err != nil || digest != digestOf(data) {
			t.Fatalf("got %s, %v", digest, err)
		}
	}
	if archives != 1 {
		t.Errorf("an archive that the cache has was fetched again: %d", archives)
	}
	for _, version := range []string{"1.2.4", "1.2.7"} {
		if _, _, err := pull(version); err != nil {
			t.Error(err)
		}
	}
	if leaked != 0 {
		t.Error("another host got the credentials")
	}
	_, _, err := pull("1.2.5")
	wantError(t, err, ErrDigest)
	_, _, err = pull("1.2.6")
	wantError(t, err, nil, "not https")
	_, _, err = pull("2")
	wantError(t, err, nil, "no such version")
	_, _, err = Pull(t.Context(), dir, Chart{Repository: c.Repository, Name: "none", Version: "1"}, creds)
	wantError(t, err, nil, "no chart of that name")
	_, _, err = Pull(t.Context(), dir, c, Credentials{Username: "ann", Password: "x"})
	wantError(t, err, nil, "401")

	path, digest, err := pull("1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	offline(t, dir, c, digest, path, server)
	if left, _ := filepath.Glob(filepath.Join(dir, "sha256", ".new-*")); left != nil {
		t.Errorf("left behind: %q", left)
	}
}

func TestPullRefusals(t *testing.T) {
	for address, want := range map[string]string{
		"http://charts.example.com":              "plain http",
		"ftp://charts.example.com":               "not https or oci",
		"charts":                                 "not an address",
		"https://ann:hunter2@charts.example.com": "holds credentials",
	} {
		_, _, err := Pull(t.Context(), t.TempDir(), Chart{Repository: address, Name: "a", Version: "1"}, Credentials{})
		wantError(t, err, nil, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := Pull(ctx, t.TempDir(), Chart{Repository: "oci://127.0.0.1:1/x", Name: "a", Version: "1"}, Credentials{})
	wantError(t, err, context.Canceled)
}
