package bootstrap

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// imageRegistry lets in ann only, has app:1, and answers nothing below slow/.
func imageRegistry(t *testing.T) (host, digest string) {
	t.Helper()
	behind := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "ann" || password != "hunter2" {
			w.Header().Set("WWW-Authenticate", `Basic realm="images"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if strings.Contains(r.URL.Path, "/slow/") {
			<-r.Context().Done()
			return
		}
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	host = strings.TrimPrefix(server.URL, "http://")
	ref, err := name.NewTag(host+"/team/app:1", name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, empty.Image, remote.WithAuth(&authn.Basic{Username: "ann", Password: "hunter2"})); err != nil {
		t.Fatal(err)
	}
	hash, err := empty.Image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return host, hash.String()
}

// TestImageDigests: each registry is asked with the credential for it, and of
// each image that nobody answers for one thing is told.
func TestImageDigests(t *testing.T) {
	host, digest := imageRegistry(t)
	env := map[string]string{"USER": "ann", "TOKEN": "hunter2"}
	p := &platform.Platform{Credentials: []platform.Credential{{Name: "pull", Kind: "pull", URL: "oci://" + host + "/team",
		From: platform.CredentialFrom{Env: &platform.CredentialEnv{Username: "USER", Password: "TOKEN"}}}}}
	opts := Options{Platform: p, Timeout: time.Second, Credentials: &credential.Reader{Getenv: func(key string) string { return env[key] }}}
	good, pinned := host+"/team/app:1", host+"/team/app:1@"+digest
	missing, slow, closed, gone := host+"/team/app:2", host+"/team/slow/app:1", host+"/other/app:1", "127.0.0.1:1/app:1"
	got, err := ImageDigests(t.Context(), opts, []string{slow, good, missing, pinned, closed, gone, good})
	if len(got) != 2 || got[good] != digest || got[pinned] != digest {
		t.Errorf("%v", got)
	}
	lines := strings.Split(fmt.Sprint(err), "\n")
	for n, want := range []string{
		"ask for image " + gone + ": ", // what the system calls a refused connection
		"ask for image " + closed + ": the registry wants credentials: declare them under spec.credentials as kind pull, or log in with: docker login",
		"ask for image " + missing + ": there is no such version",
		"ask for image " + slow + ": the registry does not answer",
	} {
		if len(lines) != 4 || !strings.HasPrefix(lines[n], want) {
			t.Fatalf("want %s in line %d of\n%v", want, n+1, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Error("the password is in the error")
	}
	if _, err := ImageDigests(t.Context(), opts, []string{"No Image"}); err == nil || !strings.HasPrefix(err.Error(), "ask for image No Image: it is no name of an image") {
		t.Error(err)
	}
}

// TestImageAddress: names without a host are Docker Hub's, as the kubelet reads them.
func TestImageAddress(t *testing.T) {
	for image, want := range map[string]imageAt{
		"nginx":                                 {"docker.io/library/nginx", "latest", ""},
		"grafana/alloy:v1":                      {"docker.io/grafana/alloy", "v1", ""},
		"docker.io/grafana/alloy:v1":            {"docker.io/grafana/alloy", "v1", ""},
		"localhost:5000/app:1@sha256:abc":       {"localhost:5000/app", "1", "sha256:abc"},
		"registry.example.com/team/app@sha256:": {"registry.example.com/team/app", "latest", "sha256:"},
	} {
		if got, err := imageAddress(image); err != nil || got != want {
			t.Errorf("%s: %+v, %v", image, got, err)
		}
	}
}
