package e2e

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/chart"
)

// readArgoCD reads a cluster's units as Argo CD does.
func readArgoCD(t *testing.T, dir, cluster string) map[string]placed {
	t.Helper()
	out := map[string]placed{}
	for name, app := range unitsOf(t, dir, cluster) {
		meta := app["metadata"].(map[string]any)
		wave, err := strconv.Atoi(meta["annotations"].(map[string]any)["argocd.argoproj.io/sync-wave"].(string))
		if err != nil {
			t.Fatal(err)
		}
		u := placed{wave: wave}
		source := app["spec"].(map[string]any)["sources"].([]any)[0].(map[string]any)
		if source["chart"] != nil {
			u.version, u.values = source["targetRevision"].(string), valuesOf(t, dir, source)
		} else {
			u.objects = objectsOf(t, dir, source)
		}
		out[strings.TrimPrefix(name, cluster+".")] = u
	}
	return out
}

// objectsOf reads a folder of objects, or renders it where it carries facts.
func objectsOf(t *testing.T, dir string, source map[string]any) []map[string]any {
	t.Helper()
	_, below, _ := strings.Cut(source["path"].(string), "gitops/")
	folder := filepath.Join(dir, "gitops", below)
	helm, facts := source["helm"].(map[string]any)
	if !facts {
		return readFolder(t, folder)
	}
	objects, _, err := chart.Render(t.Context(), folder, chart.RenderOptions{ReleaseName: filepath.Base(below), Values: helm["valuesObject"].(map[string]any)})
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// unitsOf are the Applications of a cluster's units by name.
func unitsOf(t *testing.T, dir, cluster string) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, o := range chartOfUnits(t, dir, cluster) {
		meta := o["metadata"].(map[string]any)
		if labels, _ := meta["labels"].(map[string]any); o["kind"] == "Application" && labels["slipway.dev/unit"] != nil {
			out[meta["name"].(string)] = o
		}
	}
	return out
}

// chartOfUnits renders the units chart for a cluster: the value files that its
// cluster.yaml lists, and cluster.yaml last.
func chartOfUnits(t *testing.T, dir, cluster string) []map[string]any {
	t.Helper()
	own := filepath.Join("clusters", cluster, "cluster.yaml")
	values := map[string]any{}
	files, _ := readYAML(t, dir, own)["files"].([]any)
	for _, f := range append(files, own) {
		values = overlay(values, readYAML(t, dir, f.(string)))
	}
	objects, _, err := chart.Render(t.Context(), filepath.Join(dir, "gitops", "argocd", "units"), chart.RenderOptions{ReleaseName: "units", Namespace: "argocd", Values: values})
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// valuesOf merges what Argo CD would give Helm for a source.
func valuesOf(t *testing.T, dir string, source map[string]any) map[string]any {
	t.Helper()
	helm := source["helm"].(map[string]any)
	values := map[string]any{}
	for _, f := range helm["valueFiles"].([]any) {
		_, below, _ := strings.Cut(f.(string), "gitops/")
		values = overlay(values, readYAML(t, dir, below))
	}
	inline, _ := helm["valuesObject"].(map[string]any)
	return overlay(values, inline)
}
