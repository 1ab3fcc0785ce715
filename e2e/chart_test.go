//go:build e2e

package e2e

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// webTemplates are a small chart's: what values reached it, and a workload.
var webTemplates = map[string]string{
	"values.yaml": "message: from the chart\nreplicas: 1\nlayers: " + layerText("chart") + "\n",
	"templates/config.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  version: {{ .Chart.Version | quote }}
  values: {{ .Values | toJson | quote }}
`,
	"templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {message: {{ .Values.message | quote }}}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: web
          image: example.com/web:1
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`,
}

// charts is an OCI registry that counts who fetches what.
type charts struct {
	repository string
	mu         sync.Mutex
	pulls      map[string]int // by tag
}

// pulled is how often a version's manifest was fetched.
func (c *charts) pulled(version string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pulls[version]
}

func (c *charts) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/manifests/") {
			c.mu.Lock()
			c.pulls[path.Base(r.URL.Path)]++
			c.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// serveCharts runs a registry with the chart web in some versions, which are
// told apart by what they say.
func serveCharts(t *testing.T, versions ...string) *charts {
	t.Helper()
	c := &charts{pulls: map[string]int{}}
	server := httptest.NewServer(c.count(registry.New(registry.Logger(log.New(io.Discard, "", 0)))))
	t.Cleanup(server.Close)
	repository := strings.TrimPrefix(server.URL, "http://") + "/charts"
	for _, version := range versions {
		ref, err := name.NewTag(repository+"/web:"+version, name.Insecure)
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.Write(ref, chartImage(t, version), remote.WithContext(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	c.repository = "oci://" + repository
	return c
}

// serveChartFiles runs a registry with charts at 1.0.0, given by their files, and
// returns their repository.
func serveChartFiles(t *testing.T, charts map[string]map[string]string) string {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	repository := strings.TrimPrefix(server.URL, "http://") + "/charts"
	for chart, files := range charts {
		files["Chart.yaml"] = "apiVersion: v2\nname: " + chart + "\nversion: 1.0.0\n"
		ref, err := name.NewTag(repository+"/"+chart+":1.0.0", name.Insecure)
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.Write(ref, chartOf(t, chart, files), remote.WithContext(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	return "oci://" + repository
}

// chartImage wraps a chart as Helm stores it in a registry.
func chartImage(t *testing.T, version string) v1.Image {
	t.Helper()
	files := map[string]string{"Chart.yaml": "apiVersion: v2\nname: web\nversion: " + version + "\n"}
	for k, v := range webTemplates {
		files[k] = v
	}
	return chartOf(t, "web", files)
}

// chartOf wraps the files of any chart.
func chartOf(t *testing.T, chart string, files map[string]string) v1.Image {
	t.Helper()
	layer := static.NewLayer(packed(t, chart, files), "application/vnd.cncf.helm.chart.content.v1.tar+gzip")
	image, err := mutate.Append(mutate.MediaType(empty.Image, types.OCIManifestSchema1), mutate.Addendum{Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	return mutate.ConfigMediaType(image, "application/vnd.cncf.helm.config.v1+json")
}

func packed(t *testing.T, folder string, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	for name, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: folder + "/" + name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
