//go:build e2e && unix

package local

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// What the profiles read from the cluster they deploy to.
const (
	pathAnnotation    = "example.com/path"
	versionAnnotation = "example.com/version"
)

// TestSveltos has Sveltos deploy manifests and a chart from one repository, and
// a chart from a chart repository, as the cluster's own metadata says.
func TestSveltos(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	spec := agentSpec(t, "sveltos")
	programs := compiled(t, spec)
	dir := t.TempDir()
	keeper := NewKeeper()
	t.Cleanup(func() { keeper.Close() })
	plane := ControlPlane{Name: "hub", Dir: filepath.Join(dir, "hub"), Programs: programs}
	start(t, ctx, keeper, plane)
	server := serveRepository(t, ctx, keeper, dir)
	work := filepath.Join(dir, "work")
	push(t, work, server.remote, "first", sveltosFiles("first"))
	charts := serveCharts(t, "0.1.0", "0.2.0")

	client := connect(t, plane)
	prepareFlux(t, ctx, client, programs, "source-controller", "kustomize-controller")
	prepareSveltos(t, ctx, client, programs)
	agent := Agent{Name: "hub/sveltos", Spec: spec, Dir: filepath.Join(plane.Dir, "agent"), Kubeconfig: plane.Kubeconfig(), Programs: programs}
	took(t, "start of the agent", func() {
		if err := StartAgent(ctx, keeper, agent); err != nil {
			t.Fatal(err)
		}
	})
	apply(t, ctx, client, gitRepository(server)...)
	register(t, ctx, client, plane)

	settings := object("v1", "ConfigMap", "default", "settings", nil)
	fromGit := object("v1", "ConfigMap", "default", "from-git", nil)
	fromCharts := object("v1", "ConfigMap", "default", "from-charts", nil)
	took(t, "first commit, manifests", func() {
		apply(t, ctx, client, manifestsProfile())
		holds(t, ctx, client, settings, "commit", "first")
	})
	took(t, "first commit, charts", func() {
		apply(t, ctx, client, chartsProfile(charts))
		holds(t, ctx, client, fromGit, "commit", "first")
		holds(t, ctx, client, fromCharts, "version", "0.1.0")
	})
	// Read from a ConfigMap whose name is made from the cluster's.
	holds(t, ctx, client, fromGit, "value", "of mgmt")
	took(t, "second commit, manifests", func() {
		push(t, work, "", "second", sveltosFiles("second"))
		holds(t, ctx, client, settings, "commit", "second")
	})
	took(t, "second commit, charts", func() { holds(t, ctx, client, fromGit, "commit", "second") })
	took(t, "another version in the cluster's annotation", func() {
		annotate(t, ctx, client, versionAnnotation, "0.2.0")
		holds(t, ctx, client, fromCharts, "version", "0.2.0")
	})
	took(t, "another path in the cluster's annotation", func() {
		annotate(t, ctx, client, pathAnnotation, "manifests/other")
		holds(t, ctx, client, settings, "commit", "second of other")
	})
	for _, name := range []string{"manifests", "charts"} {
		took(t, "profile "+name+" says so", func() { provisioned(t, ctx, client, name) })
	}
	took(t, "return of a deleted object, with the next commit", func() {
		remove(t, ctx, client, settings)
		push(t, work, "", "third", sveltosFiles("third"))
		holds(t, ctx, client, settings, "commit", "third of other")
	})
	provisioned(t, ctx, client, "manifests")
	// Nothing else brings an object back, except this: what Sveltos itself does
	// when its drift detection, which cannot run here, reports a change.
	took(t, "return of a deleted object, on request", func() {
		remove(t, ctx, client, settings)
		patch(t, ctx, client, clusterSummary("manifests"), `{"status":{"featureSummaries":[{"featureID":"Resources","status":"Provisioning"}]}}`, "status")
		holds(t, ctx, client, settings, "commit", "third of other")
	})
	if err := StartAgent(ctx, keeper, agent); err != nil {
		t.Errorf("a second start: %v", err)
	}
	logMemory(t, keeper)
	took(t, "stop of the agent", func() {
		if err := StopAgent(ctx, keeper, agent); err != nil {
			t.Error(err)
		}
	})
}

// prepareSveltos applies what Sveltos expects to find.
func prepareSveltos(t *testing.T, ctx context.Context, client dynamic.Interface, programs map[string]string) {
	t.Helper()
	apply(t, ctx, client, readObjects(t, filepath.Join(Kept(programs["addon-controller"]), "config", "crd", "bases", "*.yaml"))...)
	for _, name := range []string{"projectsveltos", "mgmt"} {
		apply(t, ctx, client, object("v1", "Namespace", "", name, nil))
	}
	apply(t, ctx, client, object("v1", "ConfigMap", "projectsveltos", "values-mgmt", map[string]any{"data": map[string]any{
		"values.yaml": "value: of mgmt\n",
	}}))
}

func cluster() *unstructured.Unstructured {
	o := object("lib.projectsveltos.io/v1beta1", "SveltosCluster", "mgmt", "mgmt", nil)
	o.SetLabels(map[string]string{"env": "lab"})
	o.SetAnnotations(map[string]string{pathAnnotation: "manifests/lab", versionAnnotation: "0.1.0"})
	return o
}

// register makes a cluster known and, in the stead of the controller that would,
// says that it is ready.
func register(t *testing.T, ctx context.Context, client dynamic.Interface, plane ControlPlane) {
	t.Helper()
	kubeconfig, err := os.ReadFile(plane.Kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	apply(t, ctx, client, object("v1", "Secret", "mgmt", "mgmt-sveltos-kubeconfig", map[string]any{"stringData": map[string]any{"kubeconfig": string(kubeconfig)}}), cluster())
	patch(t, ctx, client, cluster(), `{"status":{"ready":true,"connectionStatus":"Healthy"}}`, "status")
}

func annotate(t *testing.T, ctx context.Context, client dynamic.Interface, key, value string) {
	t.Helper()
	patch(t, ctx, client, cluster(), fmt.Sprintf(`{"metadata":{"annotations":{%q:%q}}}`, key, value))
}

func patch(t *testing.T, ctx context.Context, client dynamic.Interface, o *unstructured.Unstructured, data string, subresources ...string) {
	t.Helper()
	if _, err := resource(client, o).Patch(ctx, o.GetName(), types.MergePatchType, []byte(data), metav1.PatchOptions{}, subresources...); err != nil {
		t.Fatal(err)
	}
}

func clusterSummary(profile string) *unstructured.Unstructured {
	return object("config.projectsveltos.io/v1beta1", "ClusterSummary", "mgmt", profile+"-sveltos-mgmt", nil)
}

// provisioned waits until everything of a profile is deployed, by its own account.
func provisioned(t *testing.T, ctx context.Context, client dynamic.Interface, profile string) {
	t.Helper()
	summary := clusterSummary(profile)
	eventually(t, ctx, "see profile "+profile+" provisioned", func() error {
		live, err := resource(client, summary).Get(ctx, summary.GetName(), metav1.GetOptions{})
		if err != nil {
			return err
		}
		features, _, _ := unstructured.NestedSlice(live.Object, "status", "featureSummaries")
		for _, f := range features {
			if f, ok := f.(map[string]any); !ok || f["status"] != "Provisioned" {
				return fmt.Errorf("feature is %v", f)
			}
		}
		if len(features) == 0 {
			return errors.New("no feature is reported")
		}
		return nil
	})
}

// profile names the cluster among its resources: its annotations can be read
// without, but a change of theirs alone would deploy nothing.
func profile(name string, spec map[string]any) *unstructured.Unstructured {
	spec["clusterSelector"] = map[string]any{"matchLabels": map[string]any{"env": "lab"}}
	spec["templateResourceRefs"] = []any{map[string]any{"identifier": "cluster", "resource": map[string]any{
		"apiVersion": cluster().GetAPIVersion(), "kind": cluster().GetKind(), "name": "{{ .Cluster.metadata.name }}",
	}}}
	return object("config.projectsveltos.io/v1beta1", "ClusterProfile", "", name, map[string]any{"spec": spec})
}

func manifestsProfile() *unstructured.Unstructured {
	return profile("manifests", map[string]any{"policyRefs": []any{map[string]any{
		"kind": "GitRepository", "namespace": "flux-system", "name": "platform",
		"path": `{{ index .Cluster.metadata.annotations "` + pathAnnotation + `" }}`,
	}}})
}

// chartsProfile names a version for the chart from Git that it never has: without
// one every upgrade ends in an error, with its own only another version counts.
func chartsProfile(charts string) *unstructured.Unstructured {
	return profile("charts", map[string]any{"helmCharts": []any{
		map[string]any{
			"repositoryURL": "gitrepository://flux-system/platform/chart", "chartVersion": "0.0.0",
			"releaseName": "from-git", "releaseNamespace": "default",
			"valuesFrom": []any{map[string]any{"kind": "ConfigMap", "namespace": "projectsveltos", "name": "values-{{ .Cluster.metadata.name }}"}},
		},
		map[string]any{
			"repositoryURL": charts, "repositoryName": "lab", "chartName": "lab/app",
			"chartVersion": `{{ index .Cluster.metadata.annotations "` + versionAnnotation + `" }}`,
			"releaseName":  "from-charts", "releaseNamespace": "default",
		},
	}})
}

func sveltosFiles(commit string) map[string]string {
	settings := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata: {commit: %s}\n"
	return map[string]string{
		"manifests/lab/settings.yaml":   fmt.Sprintf(settings, commit),
		"manifests/other/settings.yaml": fmt.Sprintf(settings, commit+" of other"),
		"chart/Chart.yaml":              "apiVersion: v2\nname: app\nversion: 0.1.0\n",
		"chart/values.yaml":             "value: none\n",
		"chart/templates/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\ndata: {commit: " + commit + ", value: '{{ .Values.value }}'}\n",
	}
}

// serveCharts is a chart repository with these versions of the chart app.
func serveCharts(t *testing.T, versions ...string) (url string) {
	t.Helper()
	index := "apiVersion: v1\nentries:\n  app:\n"
	mux := http.NewServeMux()
	for _, version := range versions {
		archive := chartArchive(t, version)
		index += "  - {apiVersion: v2, name: app, version: " + version + ", urls: [app-" + version + ".tgz]}\n"
		mux.HandleFunc("/app-"+version+".tgz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(archive) })
	}
	mux.HandleFunc("/index.yaml", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(index)) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func chartArchive(t *testing.T, version string) []byte {
	t.Helper()
	files := map[string]string{
		"app/Chart.yaml":              "apiVersion: v2\nname: app\nversion: " + version + "\n",
		"app/templates/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\ndata: {version: '{{ .Chart.Version }}'}\n",
	}
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	archive := tar.NewWriter(zip)
	for name, content := range files {
		err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))})
		if err == nil {
			_, err = archive.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
