package chart

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	ggcr "github.com/google/go-containerregistry/pkg/registry"
)

// TestVersions: of a repository with an index, and of a registry, where a tag cannot have a plus.
func TestVersions(t *testing.T) {
	index := guard(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/charts/index.yaml" {
			http.NotFound(w, req)
			return
		}
		_, _ = io.WriteString(w, "entries: {app: [{version: 1.2.3}, {version: 1.1.0, urls: [a.tgz]}], other: [{version: 9.9.9}], odd: 3}\n")
	}), "bot", "open sesame")
	server := httptest.NewServer(index)
	defer server.Close()
	creds := Credentials{Username: "bot", Password: "open sesame"}
	got, err := Versions(t.Context(), server.URL+"/charts", []string{"app", "nosuch"}, creds)
	if diff := cmp.Diff(map[string][]string{"app": {"1.2.3", "1.1.0"}}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	_, err = Versions(t.Context(), server.URL+"/charts", []string{"odd"}, creds)
	wantError(t, err, nil, "ask "+server.URL+"/charts for versions: read its index.yaml")
	_, err = Versions(t.Context(), server.URL+"/charts", []string{"app"}, Credentials{})
	wantError(t, err, nil, "401 Unauthorized")

	handler := ggcr.New(ggcr.Logger(log.New(io.Discard, "", 0)))
	data := archive(t, map[string]string{"Chart.yaml": "name: app\n"})
	pushChart(t, handler, "charts/app", "1.2.3", data)
	pushChart(t, handler, "charts/app", "1.2.4_build.1", data)
	oci := httptest.NewServer(guard(handler, "bot", "open sesame"))
	defer oci.Close()
	at := "oci://" + strings.TrimPrefix(oci.URL, "http://") + "/charts"
	got, err = Versions(t.Context(), at, []string{"app", "nosuch"}, creds)
	if diff := cmp.Diff(map[string][]string{"app": {"1.2.3", "1.2.4+build.1"}}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	_, err = Versions(t.Context(), at, []string{"app"}, Credentials{})
	wantError(t, err, nil, "app: the registry wants credentials: declare them under spec.credentials")
}
