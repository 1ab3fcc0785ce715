package chart

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

func chartFiles() map[string]string {
	return map[string]string{
		"Chart.yaml":                  "apiVersion: v2\nname: app\nversion: 1.0.0\nkubeVersion: '>=1.30'\ndependencies: [{name: sub, version: 1.0.0, condition: sub.enabled}]\n",
		"values.yaml":                 "size: 1\nkeep: default\nsub: {enabled: false}\n",
		"values.schema.json":          `{"properties": {"size": {"type": "integer"}}}`,
		"crds/b.yaml":                 "# only a comment\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: b}\n",
		"charts/sub/Chart.yaml":       "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
		"charts/sub/templates/s.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\n",
		"templates/NOTES.txt":         "hello",
		"templates/_lib.tpl":          `{{ define "x" }}x{{ end }}`,
		"templates/empty.yaml":        "{{ if false }}a: b{{ end }}\n# nothing\n",
		"templates/z.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}", namespace: "{{ .Release.Namespace }}"}
spec: {replicas: {{ .Values.size }}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: cm}
data:
  big: "{{ .Values.big }}"
  keep: "{{ .Values.keep }}"
  kube: "{{ .Capabilities.KubeVersion }}"
  has: "{{ .Capabilities.APIVersions.Has "example.com/v1/Thing" }}"
  found: "{{ lookup "v1" "Secret" "a" "b" | len }}"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: a}
`,
		"templates/list.yaml": "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ServiceAccount, metadata: {name: one}}\n- {apiVersion: v1, kind: Secret, metadata: {name: two}}\n",
		"templates/hook.yaml": `apiVersion: batch/v1
kind: Job
metadata: {generateName: job-, annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-5"}}
`,
	}
}

func save(t *testing.T, files map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.tgz")
	if err := os.WriteFile(path, archive(t, files), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func names(objects []map[string]any) []string {
	var out []string
	for _, obj := range objects {
		out = append(out, fmt.Sprint(obj["kind"], " ", obj["metadata"].(map[string]any)["name"]))
	}
	return out
}

func TestRender(t *testing.T) {
	path := save(t, chartFiles())
	values := map[string]any{"size": 3, "big": 12345678}
	opts := RenderOptions{ReleaseName: "r", Namespace: "n", Values: values, KubeVersion: "v1.36.3",
		APIVersions: []string{"example.com/v1/Thing"}, IncludeCRDs: true}
	objects, hooks, err := Render(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"CustomResourceDefinition b", "CustomResourceDefinition a",
		"ServiceAccount one", "Secret two", "ConfigMap cm", "Deployment r"}
	if got := names(objects); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	data := objects[4]["data"].(map[string]any)
	wantData := map[string]any{"big": "1.2345678e+07", "keep": "default", "kube": "v1.36.3", "has": "true", "found": "0"}
	if !reflect.DeepEqual(data, wantData) {
		t.Errorf("got %v", data)
	}
	if n, ok := objects[5]["spec"].(map[string]any)["replicas"].(int64); !ok || n != 3 {
		t.Errorf("replicas: %v", objects[5]["spec"])
	}
	if len(hooks) != 1 || hooks[0].Weight != -5 || !slices.Equal(hooks[0].Events, []string{"pre-install", "pre-upgrade"}) {
		t.Errorf("got %+v", hooks)
	}
	for range 5 {
		again, _, err := Render(t.Context(), path, opts)
		if err != nil || !reflect.DeepEqual(again, objects) {
			t.Fatal("rendering twice gives two results")
		}
	}
	if len(values) != 2 {
		t.Errorf("the caller's values were changed: %v", values)
	}
	opts.IncludeCRDs, opts.Values = false, map[string]any{"sub": map[string]any{"enabled": true}}
	objects, _, err = Render(t.Context(), path, opts)
	if got := names(objects); err != nil || slices.Contains(got, "CustomResourceDefinition b") || !slices.Contains(got, "ConfigMap sub") {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestRenderErrors(t *testing.T) {
	tests := []struct {
		name  string
		edit  func(files map[string]string, opts *RenderOptions)
		parts []string
	}{
		{"template", func(f map[string]string, _ *RenderOptions) { f["templates/x.yaml"] = `{{ fail "set the issuer" }}` },
			[]string{"render chart for r", "x.yaml", "set the issuer"}},
		{"schema", func(_ map[string]string, o *RenderOptions) { o.Values = map[string]any{"size": "big"} }, []string{"size"}},
		{"version", func(_ map[string]string, o *RenderOptions) { o.KubeVersion = "v1.29.0" }, []string{"it wants Kubernetes >=1.30"}},
		{"library", func(f map[string]string, _ *RenderOptions) {
			f["Chart.yaml"] = "apiVersion: v2\nname: app\nversion: 1.0.0\ntype: library\n"
		}, []string{"library chart"}},
		{"dependency", func(f map[string]string, _ *RenderOptions) {
			delete(f, "charts/sub/Chart.yaml")
			delete(f, "charts/sub/templates/s.yaml")
		},
			[]string{"lacks a chart that it depends on: sub"}},
		{"no name", func(f map[string]string, _ *RenderOptions) {
			f["templates/x.yaml"] = "apiVersion: v1\nkind: ConfigMap\n"
		},
			[]string{"x.yaml", "metadata.name"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files, opts := chartFiles(), RenderOptions{ReleaseName: "r", KubeVersion: "v1.36.3"}
			tt.edit(files, &opts)
			_, _, err := Render(t.Context(), save(t, files), opts)
			wantError(t, err, nil, tt.parts...)
		})
	}
}
