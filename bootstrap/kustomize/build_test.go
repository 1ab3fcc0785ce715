package kustomize

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: app, labels: {component: web}}
spec: {template: {spec: {containers: [{name: web, image: "example.com/web:v1@sha256:00", args: [--a]}]}}}
`

func TestBuild(t *testing.T) {
	files := map[string][]byte{
		"/b/web.yaml": []byte(deployment + "---\n# nothing\n"),
		"/a.yaml":     []byte("apiVersion: v1\nkind: Namespace\nmetadata: {name: app}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: app, labels: {component: other}}\ndata: {n: \"1\"}\n"),
	}
	changes := Changes{
		Patches: []Patch{
			{map[string]string{"labelSelector": "component,component notin (web)"}, `{"$patch":"delete","apiVersion":"v1","kind":"Any","metadata":{"name":"any"}}`},
			{map[string]string{"kind": "Deployment", "name": "web"}, `[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--b=${x}"},{"op":"add","path":"/spec/replicas","value":2}]`},
			{map[string]string{"kind": "Service"}, `[{"op":"remove","path":"/spec"}]`}, // there is none, which is no error
		},
		Images: []Image{{"example.com/web", "in:5000/web"}},
	}
	got, err := Build(files, changes)
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "app"}},
		{
			"apiVersion": "apps/v1", "kind": "Deployment",
			"metadata": map[string]any{"name": "web", "namespace": "app", "labels": map[string]any{"component": "web"}},
			"spec": map[string]any{"replicas": int64(2), "template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{
				"name": "web", "image": "in:5000/web:v1@sha256:00", "args": []any{"--a", "--b=${x}"},
			}}}}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole(t, files, changes), got); diff != "" {
		t.Errorf("kustomize as a whole makes something else of it:\n%s", diff)
	}
}

// whole builds the same as kustomize does from a folder.
func whole(t *testing.T, files map[string][]byte, changes Changes) []map[string]any {
	t.Helper()
	disk := filesys.MakeFsInMemory()
	config := struct {
		Resources []string `json:"resources"`
		Changes
	}{Changes: changes}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		config.Resources = append(config.Resources, strings.TrimPrefix(name, "/"))
		if err := disk.WriteFile(name, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := disk.WriteFile("/kustomization.yaml", text); err != nil {
		t.Fatal(err)
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(disk, "/")
	if err != nil {
		t.Fatal(err)
	}
	out, err := plain(built)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBuildRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		file  string
		patch string
		want  string
	}{
		"no YAML":                 {"a: [", "", "YAML"},
		"no object":               {"a: b\n", "", "missing Resource metadata"},
		"a patch that fits not":   {deployment, `[{"op":"remove","path":"/spec/none"}]`, "/spec/none"},
		"a patch that is no YAML": {deployment, `{`, "patch"},
	} {
		t.Run(name, func(t *testing.T) {
			var changes Changes
			if tt.patch != "" {
				changes.Patches = []Patch{{map[string]string{"kind": "Deployment"}, tt.patch}}
			}
			_, err := Build(map[string][]byte{"a.yaml": []byte(tt.file)}, changes)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestFiles(t *testing.T) {
	got, err := Files(packed(t, map[string]string{"./b.yaml": "b", "deep/a.yml": "a", "README.md": "text", "../up.yaml": "up"}))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{"/b.yaml": []byte("b"), "/deep/a.yml": []byte("a"), "/up.yaml": []byte("up")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, err = Files([]byte("a: b\n")); err != nil || string(got["manifests.yaml"]) != "a: b\n" {
		t.Errorf("one file is %s (%v)", got, err)
	}
}

func TestFilesRefuses(t *testing.T) {
	whole := packed(t, map[string]string{"a.yaml": strings.Repeat("text\n", 1000)})
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing in it":     {packed(t, map[string]string{"README.md": ""}), "no YAML file"},
		"a way to build it": {packed(t, map[string]string{"a.yaml": "", "x/kustomization.yaml": ""}), "x/kustomization.yaml"},
		"cut short":         {whole[:len(whole)/2], "unexpected EOF"},
		"no archive":        {[]byte{0x1f, 0x8b, 0}, "EOF"},
	} {
		if _, err := Files(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

func packed(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), Typeflag: tar.TypeReg}); err != nil {
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
