package bootstrap

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestManifestObjects reads an artifact with the credential that the platform
// declares, and makes the changes with the cluster's facts in them. The layer is
// one YAML file: an archive's are the kustomize package's own test.
func TestManifestObjects(t *testing.T) {
	address := serveArtifact(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {image: a}\n", "v1.0.0")
	facts := []platform.Fact{"name"}
	p := &platform.Platform{Facts: facts, Credentials: []platform.Credential{{
		Name: "registry", Kind: "oci", URL: address, From: platform.CredentialFrom{Env: &platform.CredentialEnv{Username: "USER", Password: "TOKEN"}},
	}}}
	env := map[string]string{"USER": "ann", "TOKEN": "hunter2"}
	reader := func() *credential.Reader {
		return &credential.Reader{Getenv: func(key string) string { return env[key] }}
	}
	s := &session{host: &platform.Cluster{Name: "hub"}, Options: Options{Platform: p, CacheDir: t.TempDir(), Credentials: reader()}}
	m := &platform.Manifests{URL: address + "/app", Version: "v1.0.0", Patches: []platform.Patch{
		{Target: map[string]string{"kind": "ConfigMap"}, Operations: []any{map[string]any{"op": "add", "path": "/data/where", "value": platform.Placeholder(0)}}},
		{Target: map[string]string{"name": "x"}, Merge: map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "x"}, "data": map[string]any{"image": nil}}},
	}}
	want := []map[string]any{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "x"}, "data": map[string]any{"where": "hub"}}}
	got, err := s.manifestObjects(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	p.Digests = map[platform.Chart]string{m.Registry(): "sha256:" + strings.Repeat("0", 64)}
	if _, err := s.manifestObjects(t.Context(), m); !errors.Is(err, chart.ErrDigest) {
		t.Errorf("where others are locked: %v", err)
	}
	p.Digests = nil

	env["TOKEN"] = "wrong"
	s.CacheDir, s.Credentials = t.TempDir(), reader()
	if _, err := s.manifestObjects(t.Context(), m); err == nil || !strings.Contains(err.Error(), "401") || strings.Contains(err.Error(), "wrong") {
		t.Errorf("with a wrong password: %v", err)
	}
	p.Credentials = nil
	if _, err := s.manifestObjects(t.Context(), m); err == nil || !strings.Contains(err.Error(), "wants credentials") {
		t.Errorf("without a credential: %v", err)
	}
}

// serveArtifact runs a registry that lets in ann only, with app at a version,
// and returns its address.
func serveArtifact(t *testing.T, content, version string) string {
	t.Helper()
	behind := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "ann" || password != "hunter2" {
			w.Header().Set("WWW-Authenticate", `Basic realm="registry"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	ref, err := name.NewTag(host+"/app:"+version, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	layer := static.NewLayer([]byte(content), "application/vnd.cncf.flux.content.v1.tar+gzip")
	image, err := mutate.Append(empty.Image, mutate.Addendum{Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, image, remote.WithContext(t.Context()), remote.WithAuth(&authn.Basic{Username: "ann", Password: "hunter2"})); err != nil {
		t.Fatal(err)
	}
	return "oci://" + host
}
