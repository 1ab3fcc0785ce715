package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// placed is a unit on a cluster, as an agent would apply it: the normal form in
// which agents are compared.
type placed struct {
	wave    int
	version string         // of a chart or of published objects
	values  map[string]any // of a chart
	patches []any          // of published objects
	objects []map[string]any
}

// readers read a cluster's units, by name, out of a generated repository as the
// agents do.
var readers = map[string]func(t *testing.T, dir, cluster string) map[string]placed{
	"argocd":  readArgoCD,
	"flux":    readFlux,
	"sveltos": readSveltos,
}

// readFolder reads the objects of a folder's YAML files.
func readFolder(t *testing.T, folder string) (out []map[string]any) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".yaml" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, documents(t, data)...)
	}
	return out
}

// fieldOf is what stands at a path; that there is none fails the test.
func fieldOf[T any](t testing.TB, obj map[string]any, path ...string) T {
	t.Helper()
	var v any = obj
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	out, ok := v.(T)
	if !ok {
		t.Fatalf("%v of %v is %v", path, obj["kind"], v)
	}
	return out
}
