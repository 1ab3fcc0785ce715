package kustomize

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// published has one object of each kind that Flux publishes, and its controllers.
const published = `apiVersion: v1
kind: Namespace
metadata: {name: flux-system}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: critical-pods-flux-system, namespace: flux-system}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-egress, namespace: flux-system}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: kustomizations.kustomize.toolkit.fluxcd.io, labels: {app.kubernetes.io/component: kustomize-controller}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: crd-controller-flux-system}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: cluster-reconciler-flux-system}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: kustomize-controller, namespace: flux-system, labels: {app.kubernetes.io/component: kustomize-controller}}
---
apiVersion: v1
kind: Service
metadata: {name: source-controller, namespace: flux-system, labels: {app.kubernetes.io/component: source-controller}}
`

// controller is a Deployment as Flux publishes it.
func controller(name string) string {
	return strings.ReplaceAll(`---
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: flux-system, labels: {app.kubernetes.io/component: NAME}}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      serviceAccountName: NAME
      containers: [{name: manager, image: "ghcr.io/fluxcd/NAME:v1", args: [--watch-all-namespaces=true], env: [], resources: {}}]
`, "NAME", name)
}

// What a shard's Kustomization leaves of all that are the two controllers that
// it needs, by names of their own and with the accounts of the others.
func TestAShardOfFluxIsTwoControllers(t *testing.T) {
	manifests := published
	for _, name := range []string{"source-controller", "kustomize-controller", "helm-controller", "notification-controller"} {
		manifests += controller(name)
	}
	disk := filesys.MakeFsInMemory()
	for name, data := range map[string][]byte{"kustomization.yaml": shardOf(t, "flux.shard-2.${cluster_name}"), "manifests.yaml": []byte(manifests)} {
		if err := disk.WriteFile(name, data); err != nil {
			t.Fatal(err)
		}
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(disk, ".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range built.Resources() {
		text, err := r.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		var d struct {
			Kind     string
			Metadata struct{ Name string }
			Spec     struct {
				Selector struct{ MatchLabels map[string]string }
				Template struct {
					Metadata struct{ Labels map[string]string }
					Spec     struct {
						ServiceAccountName string
						Containers         []struct{ Args []string }
					}
				}
			}
		}
		if err := yaml.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		pod := d.Spec.Template.Spec
		args := pod.Containers[0].Args
		got = append(got, strings.Join([]string{d.Kind, d.Metadata.Name, d.Spec.Selector.MatchLabels["app"], d.Spec.Template.Metadata.Labels["app"],
			pod.ServiceAccountName, args[len(args)-1]}, " "))
	}
	want := []string{
		"Deployment kustomize-controller-shard-2 kustomize-controller-shard-2 kustomize-controller-shard-2 kustomize-controller --watch-label-selector=sharding.fluxcd.io/key=shard-2",
		"Deployment helm-controller-shard-2 helm-controller-shard-2 helm-controller-shard-2 helm-controller --watch-label-selector=sharding.fluxcd.io/key=shard-2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// shardOf is a Kustomization of the golden tree, as what Flux makes of it
// for kustomize.
func shardOf(t *testing.T, name string) []byte {
	t.Helper()
	archive, err := txtar.ParseFile("../../generator/testdata/shards-flux.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		if f.Name != "out/gitops/components/flux/base/flux/manifests.yaml" {
			continue
		}
		for _, document := range strings.Split(string(f.Data), "\n---\n") {
			var object struct {
				Metadata struct{ Name string }
				Spec     struct {
					NameSuffix string
					Patches    []any
				}
			}
			if err := yaml.Unmarshal([]byte(strings.ReplaceAll(document, "$$", "$")), &object); err != nil {
				t.Fatal(err)
			}
			if object.Metadata.Name != name {
				continue
			}
			out, err := yaml.Marshal(map[string]any{"resources": []string{"manifests.yaml"}, "nameSuffix": object.Spec.NameSuffix, "patches": object.Spec.Patches})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	t.Fatalf("the golden tree has no Kustomization %s", name)
	return nil
}
