package chart

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/json"
)

// TestSettleFindsWhatIsMadeUp: whatever comes out differently the next time is named, and only that.
func TestSettleFindsWhatIsMadeUp(t *testing.T) {
	object := func(value string) string {
		return "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {v: " + value + "}\n"
	}
	tests := []struct {
		name, template string
		values         map[string]any
		want           []Generated
	}{
		{"nothing", object(`x`), nil, nil},
		{"a password", object(`{{ randAlphaNum 16 | quote }}`), nil, []Generated{{"Secret s", "stringData.v"}}},
		{"a password or the user's", object(`{{ .Values.v | default (randAlphaNum 16) | quote }}`), map[string]any{"v": "x"}, nil},
		{"one that only a cluster could know", object(`{{ (lookup "v1" "Secret" "a" "b") | default (uuidv4) | quote }}`), nil, []Generated{{"Secret s", "stringData.v"}}},
		{"a certificate", object(`{{ (genCA "ca" 365).Cert | b64enc }}`), nil, []Generated{{"Secret s", "stringData.v"}}},
		{"a hash with its own salt", object(`{{ htpasswd "a" "b" | quote }}`), nil, []Generated{{"Secret s", "stringData.v"}}},
		{"the day", object(`{{ now | date "2006-01-02" | quote }}`), nil, []Generated{{"Secret s", "stringData.v"}}},
		{"the day as an argument", object(`{{ date "2006" now | quote }}`), nil, []Generated{{"Secret s", "stringData.v"}}},
		{"the day in a helper", `{{ define "d" }}{{ if true }}{{ with now }}{{ . | unixEpoch }}{{ end }}{{ end }}{{ end }}` + object(`{{ include "d" . | quote }}`),
			nil, []Generated{{"Secret s", "stringData.v"}}},
		{"a template in a value", object(`{{ tpl .Values.v . | quote }}`), map[string]any{"v": `{{ randAlpha 9 }}`}, []Generated{{"Secret s", "stringData.v"}}},
		{"the order of a map", object(`{{ keys (dict "a" 1 "b" 2 "c" 3 "d" 4 "e" 5) | join "" }}`), nil, []Generated{{"Secret s", "stringData.v"}}},
		{"the order of a map, sorted", object(`{{ keys (dict "a" 1 "b" 2) | sortAlpha | join "" }}`), nil, nil},
		{"a comment", "# {{ now }}\n" + object(`x`), nil, nil},
		{"a name", strings.Replace(object("x"), "name: s", "name: s-{{ randNumeric 9 }}", 1), nil, nil},
		{"the word", object(`"now {{ "now" }} randAlphaNum"`), nil, nil},
		{"a list", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: web}\ndata: {l: [{x: 1, z: {{ randNumeric 9 | quote }}}]}\n", nil,
			[]Generated{{"ConfigMap web/c", "data.l[0].z"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := save(t, map[string]string{"Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n", "templates/x.yaml": tt.template})
			r, err := Settle(t.Context(), path, RenderOptions{ReleaseName: "r", Values: tt.values})
			if err != nil {
				t.Fatal(err)
			}
			if tt.name == "a name" {
				if len(r.Generated) != 2 || r.Generated[0].Field != "metadata.name" {
					t.Errorf("got %v", r.Generated)
				}
				return
			}
			if !reflect.DeepEqual(r.Generated, tt.want) {
				t.Errorf("got %v, want %v", r.Generated, tt.want)
			}
			if (len(r.Objects) == 0) != (len(tt.want) > 0) {
				t.Errorf("there are %d objects", len(r.Objects))
			}
		})
	}
}

// TestRenderer: the same chart with the same options is rendered once, and what is not fetched is not looked for.
func TestRenderer(t *testing.T) {
	dir := t.TempDir()
	data := archive(t, chartFiles())
	c := Chart{Repository: "https://charts.example.com", Name: "app", Version: "1.0.0", Digest: digestOf(data)}
	rendered := 0
	r := Renderer{CacheDir: dir, Rendering: func(Chart) { rendered++ }}
	opts := RenderOptions{ReleaseName: "r", KubeVersion: "v1.36.0", Values: map[string]any{"big": 12345678, "size": 1}}
	if _, err := r.Render(t.Context(), c, opts); !errors.Is(err, ErrNotFetched) {
		t.Fatalf("got %v", err)
	}
	if _, err := (cache{dir}).put(c.Digest, data); err != nil {
		t.Fatal(err)
	}
	first, err := r.Render(t.Context(), c, opts)
	if err != nil || len(first.Objects) != 6 || len(first.Hooks) != 1 || !first.SeesAPIs {
		t.Fatalf("got %+v, %v", first, err)
	}
	second, err := r.Render(t.Context(), c, opts)
	if err != nil || !reflect.DeepEqual(first, second) || rendered != 1 {
		t.Errorf("rendered %d times, %v", rendered, err)
	}
	for name, edit := range map[string]func(*RenderOptions){
		"values": func(o *RenderOptions) { o.Values = nil }, "version": func(o *RenderOptions) { o.KubeVersion = "v1.35.0" },
		"APIs": func(o *RenderOptions) { o.APIVersions = []string{"a/v1"} }, "all APIs": func(o *RenderOptions) { o.AllAPIVersions = []string{} },
		"namespace": func(o *RenderOptions) { o.Namespace = "n" }, "release": func(o *RenderOptions) { o.ReleaseName = "s" },
	} {
		other := opts
		edit(&other)
		before := rendered
		if _, err := r.Render(t.Context(), c, other); err != nil || rendered != before+1 {
			t.Errorf("%s: not rendered anew, %v", name, err)
		}
	}
	key, _ := renderKey(c, opts)
	if err := os.WriteFile((cache{dir}).renderingPath(key), []byte("cut"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := rendered
	if again, err := r.Render(t.Context(), c, opts); err != nil || rendered != before+1 || !reflect.DeepEqual(first, again) {
		t.Errorf("a kept rendering that was cut was believed: %v", err)
	}
}

// synthetic is a chart of ordinary size: a dozen templates with helpers, and two CRDs.
func synthetic(i int) map[string]string {
	files := map[string]string{
		"Chart.yaml":  fmt.Sprintf("apiVersion: v2\nname: app%d\nversion: 1.0.0\n", i),
		"values.yaml": "replicas: 1\nlabels: {a: b}\nimage: {repository: example.com/app, tag: v1}\nresources: {requests: {cpu: 10m, memory: 64Mi}}\n" + strings.Repeat("# a comment as charts have many of them\n", 200),
		"templates/_helpers.tpl": `{{- define "app.name" -}}{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}{{- end }}
{{- define "app.labels" -}}
app.kubernetes.io/name: {{ include "app.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}`,
	}
	for n := range 12 {
		files[fmt.Sprintf("templates/deployment%d.yaml", n)] = fmt.Sprintf(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "app.name" . }}-%[1]d
  labels: {{- include "app.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: x%[1]d}}
  template:
    metadata: {labels: {app: x%[1]d}}
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          resources: {{- toYaml .Values.resources | nindent 12 }}
          {{- range $i := until 10 }}
          {{- if eq $i 0 }}
          env:
          {{- end }}
            - {name: "V{{ $i }}", value: {{ printf "%%s-%%d" $.Release.Name $i | quote }}}
          {{- end }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "app.name" . }}-%[1]d
  labels: {{- include "app.labels" . | nindent 4 }}
spec: {ports: [{port: 80, targetPort: 8080}], selector: {app: x%[1]d}}
`, n)
	}
	for n := range 2 {
		var properties strings.Builder
		for p := range 60 {
			fmt.Fprintf(&properties, "                field%d:\n                  type: string\n                  description: What this field is about, at some length, as such things are.\n", p)
		}
		files[fmt.Sprintf("crds/crd%d.yaml", n)] = fmt.Sprintf(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things%[1]d.app%[2]d.example.com}
spec:
  group: app%[2]d.example.com
  names: {kind: Thing%[1]d, plural: things%[1]d}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
%[3]s`, n, i, properties.String())
	}
	return files
}

// BenchmarkManifests is 30 charts in 3 variants each: what Helm's engine takes for them, what it takes to make objects of
// them, and what the second run takes.
func BenchmarkManifests(b *testing.B) {
	dir := b.TempDir()
	var charts []Chart
	for i := range 30 {
		data := archive(b, synthetic(i))
		if _, err := (cache{dir}).put(digestOf(data), data); err != nil {
			b.Fatal(err)
		}
		charts = append(charts, Chart{Name: fmt.Sprint("app", i), Version: "1.0.0", Digest: digestOf(data)})
	}
	eachVariant := func(run func(c Chart, opts RenderOptions) error) {
		for i := range 90 {
			opts := RenderOptions{ReleaseName: "r", Namespace: "n", KubeVersion: "v1.36.0", Values: map[string]any{"replicas": i % 3}}
			if err := run(charts[i/3], opts); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			eachVariant(func(c Chart, opts RenderOptions) error {
				path, _ := (cache{dir}).path(c.Digest)
				_, err := expand(path, opts, nil)
				return err
			})
		}
	})
	b.Run("objects", func(b *testing.B) {
		for b.Loop() {
			eachVariant(func(c Chart, opts RenderOptions) error {
				path, _ := (cache{dir}).path(c.Digest)
				_, err := Settle(b.Context(), path, opts)
				return err
			})
		}
	})
	b.Run("again", func(b *testing.B) {
		r := Renderer{CacheDir: dir}
		render := func(c Chart, opts RenderOptions) error {
			_, err := r.Render(b.Context(), c, opts)
			return err
		}
		eachVariant(render)
		for b.Loop() {
			eachVariant(render)
		}
	})
}

// TestKeptNumbers: what was kept reads back as it was made.
func TestKeptNumbers(t *testing.T) {
	r := &Rendering{Objects: []map[string]any{{"i": int64(1 << 60), "f": 1.5, "s": "<&>\u2028", "n": nil, "l": []any{}, "m": map[string]any{}}}}
	c := cache{t.TempDir()}
	if err := c.keep("abc", r); err != nil {
		t.Fatal(err)
	}
	if got := c.rendering("abc"); !reflect.DeepEqual(got, r) {
		text, _ := json.Marshal(got)
		t.Errorf("got %s", text)
	}
}
