package kustomize

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// ringTree is the golden tree of a platform with rings that follow revisions of
// their own, as a branch or tag would hold it.
func ringTree(t *testing.T) filesys.FileSystem {
	t.Helper()
	archive, err := txtar.ParseFile("../../generator/testdata/rings-flux.txtar")
	if err != nil {
		t.Fatal(err)
	}
	disk := filesys.MakeFsInMemory()
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "out/"); ok {
			if err := disk.WriteFile("/fleet/"+name, f.Data); err != nil {
				t.Fatal(err)
			}
		}
	}
	return disk
}

// builtAs builds what a Kustomization of the tree names, with what it changes,
// as Flux does; a folder without a kustomization.yaml gets one of all below it.
func builtAs(t *testing.T, disk filesys.FileSystem, file, name string) []map[string]any {
	t.Helper()
	data, err := disk.ReadFile("/fleet/gitops/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range strings.Split(string(data), "\n---\n") {
		var object struct {
			Metadata struct{ Name string }
			Spec     struct {
				Path, NameSuffix    string
				Components, Patches []any
			}
		}
		if err := yaml.Unmarshal([]byte(document), &object); err != nil {
			t.Fatal(err)
		}
		if object.Metadata.Name != name {
			continue
		}
		folder := path.Join("/", object.Spec.Path)
		was := types.Kustomization{}
		if text, err := disk.ReadFile(folder + "/kustomization.yaml"); err == nil {
			if err := yaml.Unmarshal(text, &was); err != nil {
				t.Fatal(err)
			}
		} else {
			was.Resources = below(t, disk, folder)
		}
		text, err := yaml.Marshal(was)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]any{}
		if err := yaml.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for key, value := range map[string][]any{"components": object.Spec.Components, "patches": object.Spec.Patches} {
			if len(value) > 0 {
				all[key] = value
			}
		}
		if object.Spec.NameSuffix != "" {
			all["nameSuffix"] = object.Spec.NameSuffix
		}
		return build(t, disk, folder, all)
	}
	t.Fatalf("%s has no Kustomization %s", file, name)
	return nil
}

// below lists a folder's YAML files and what is built by itself, as Flux does.
func below(t *testing.T, disk filesys.FileSystem, folder string) (out []string) {
	t.Helper()
	names, err := disk.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		at := folder + "/" + name
		if !disk.IsDir(at) || disk.Exists(at+"/kustomization.yaml") {
			out = append(out, name)
			continue
		}
		for _, deeper := range below(t, disk, at) {
			out = append(out, name+"/"+deeper)
		}
	}
	return out
}

func build(t *testing.T, disk filesys.FileSystem, folder string, kustomization map[string]any) (out []map[string]any) {
	t.Helper()
	text, err := yaml.Marshal(kustomization)
	if err != nil {
		t.Fatal(err)
	}
	if err := disk.WriteFile(folder+"/kustomization.yaml", text); err != nil {
		t.Fatal(err)
	}
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone
	built, err := krusty.MakeKustomizer(options).Run(disk, folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range built.Resources() {
		object, err := r.Map()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, object)
	}
	return out
}

// said is what objects have at a path, by kind and name; those without are left out.
func said(objects []map[string]any, at ...string) (out []string) {
	for _, o := range objects {
		var v any = o
		for _, key := range at {
			m, _ := v.(map[string]any)
			v = m[key]
		}
		if v != nil {
			out = append(out, fmt.Sprint(o["kind"], " ", o["metadata"].(map[string]any)["name"], " ", v))
		}
	}
	return out
}

func TestClustersOfARingAreReadFromItsRevision(t *testing.T) {
	all := builtAs(t, ringTree(t), "flux/root.yaml", "clusters")
	if diff := cmp.Diff([]string{"Kustomization namespaces.cluster.hub platform", "Kustomization hub platform"}, said(all, "spec", "sourceRef", "name")); diff != "" {
		t.Errorf("the platform's branch brings (-want +got):\n%s", diff)
	}
	ring := builtAs(t, ringTree(t), "flux/rings/stable/ring.yaml", "clusters.ring.stable")
	if diff := cmp.Diff([]string{"Kustomization source.cluster.eu-2 platform.ring.stable"}, said(ring, "spec", "sourceRef", "name")); diff != "" {
		t.Errorf("the ring has (-want +got):\n%s", diff)
	}
	one := builtAs(t, ringTree(t), "flux/rings/stable/clusters/eu-2.yaml", "source.cluster.eu-2")
	if diff := cmp.Diff([]string{"Kustomization namespaces.cluster.eu-2 platform.ring.stable", "Kustomization eu-2 platform.ring.stable"}, said(one, "spec", "sourceRef", "name")); diff != "" {
		t.Errorf("the revision brings (-want +got):\n%s", diff)
	}
	facts := slices.Concat(said(one, "data", "cluster_source"), said(one, "data", "source_suffix"))
	if diff := cmp.Diff([]string{"ConfigMap facts.cluster.eu-2 platform.ring.stable", "ConfigMap facts.cluster.eu-2 .ring.stable"}, facts); diff != "" {
		t.Errorf("its units are told (-want +got):\n%s", diff)
	}
	units := builtAs(t, ringTree(t), "clusters/eu-2/cluster.yaml", "eu-2")
	for _, got := range said(units, "spec", "sourceRef", "name") {
		want := "${cluster_source}"
		if strings.Contains(got, ".tenant.") {
			want = "shop.tenant"
		}
		if !strings.HasSuffix(got, " "+want) {
			t.Errorf("%s, and not %s", got, want)
		}
	}
	if len(units) < 4 {
		t.Errorf("only %d units", len(units))
	}
}

// What a ring's values and charts are called is the ring's, also where one names
// another: what becomes of those of the same name elsewhere is no matter.
func TestValuesOfARingAreItsOwn(t *testing.T) {
	objects := builtAs(t, ringTree(t), "flux/rings/early/ring.yaml", "values.ring.early")
	names := said(objects, "metadata", "namespace")
	for _, name := range names {
		if !strings.HasSuffix(name, ".ring.early flux-system") {
			t.Errorf("there is %s", name)
		}
	}
	charts := said(objects, "spec", "sourceRef", "name")
	if len(charts) == 0 {
		t.Fatalf("there is no chart among %v", names)
	}
	for _, chart := range charts {
		of := chart[strings.LastIndex(chart, " ")+1:]
		if !slices.Contains(names, "HelmRepository "+of+" flux-system") {
			t.Errorf("%s, which is not among %v", chart, names)
		}
	}
}
