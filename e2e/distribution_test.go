//go:build e2e

package e2e

import (
	"bytes"
	"io"
	"io/fs"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/kustomize"
	"github.com/slipway-platform/slipway/catalog"
)

const distributionPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  mirrors: {"oci://ghcr.io/fluxcd": "oci://REGISTRY"}
  components:
    flux: {config: {env: {WHERE: "$(cluster.name)", PRICE: "$5 ${HOME}"}, concurrency: {source: 3}, imagePullSecrets: [mirror]}}
  clusters: [{name: hub, role: hub, provider: local}, {name: spoke, provider: local, components: {app: {}}}]
`

// appComponent is published objects for a cluster that the agent does not run on.
const appComponent = `package component

name:     "app"
title:    "App"
summary:  "Published objects."
category: "workload"
source: manifests: {url: "oci://ghcr.io/fluxcd/app", version: "v1.0.0"}
namespace: "app"
patches: [{target: kind: "ConfigMap", operations: [{op: "add", path: "/data/where", value: cluster.name}]}]
`

const appObjects = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: app}\ndata: {literal: \"${HOME} $$ $(x)\"}\n"

// withoutStandIns gives a platform Flux's component without the objects that
// stand in for its distribution on provider local.
func withoutStandIns(l *lab) {
	l.t.Helper()
	files, err := fs.Glob(catalog.FS, "flux/*.cue")
	if err != nil {
		l.t.Fatal(err)
	}
	for _, file := range files {
		if file == "flux/local.cue" {
			continue
		}
		data, err := fs.ReadFile(catalog.FS, file)
		if err != nil {
			l.t.Fatal(err)
		}
		l.write("catalog/"+file, string(data))
	}
}

// TestFluxInstallsItsDistribution is the story of Flux as it is on a cluster
// with real nodes: the same component without the objects that stand in for it
// on provider local, so that bootstrap applies the published artifact and the
// agent takes it over. Its pods are simulated; the controllers that do the work
// are processes. Another component of that kind goes to a second cluster.
func TestFluxInstallsItsDistribution(t *testing.T) {
	address := serveDistribution(t, "v1.9.4")
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "REGISTRY", address).Replace(distributionPlatform))
	withoutStandIns(l)
	l.write("catalog/app/component.cue", appComponent)
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	hub := l.client("hub")

	inner := l.get(hub, kube.Ref{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "flux.manifests.hub"})
	if revision := fieldOf[string](t, inner, "status", "lastAppliedRevision"); !strings.HasPrefix(revision, "v2.9.4@sha256:") {
		t.Errorf("the distribution is at %s", revision)
	}
	deployment := func(name string) kube.Ref {
		return kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: name}
	}
	uids := map[string]string{}
	for _, controller := range []string{"source-controller", "kustomize-controller", "helm-controller"} {
		obj := l.get(hub, deployment(controller))
		uids[controller] = meta(obj, "uid")
		if owner := fieldOf[string](t, obj, "metadata", "labels", "kustomize.toolkit.fluxcd.io/name"); owner != "flux.manifests.hub" {
			t.Errorf("%s belongs to %s", controller, owner)
		}
		// The agent found it as bootstrap had left it.
		if meta(obj, "generation") != "1" {
			t.Errorf("%s is at generation %s", controller, meta(obj, "generation"))
		}
		if diff := cmp.Diff([]any{map[string]any{"name": "mirror"}}, fieldOf[[]any](t, obj, "spec", "template", "spec", "imagePullSecrets")); diff != "" {
			t.Errorf("%s:\n%s", controller, diff)
		}
		container := fieldOf[[]any](t, obj, "spec", "template", "spec", "containers")[0].(map[string]any)
		if image := container["image"].(string); !strings.HasPrefix(image, address+"/"+controller+":") {
			t.Errorf("%s runs %s", controller, image)
		}
		for _, want := range []map[string]any{{"name": "WHERE", "value": "hub"}, {"name": "PRICE", "value": "$5 ${HOME}"}} {
			if !slices.ContainsFunc(container["env"].([]any), func(e any) bool {
				return e.(map[string]any)["name"] == want["name"] && e.(map[string]any)["value"] == want["value"]
			}) {
				t.Errorf("%s has %v and not %v", controller, container["env"], want)
			}
		}
	}
	app := l.get(l.client("spoke"), kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "app", Name: "app"})
	if diff := cmp.Diff(map[string]any{"literal": "${HOME} $$ $(x)", "where": "spoke"}, app["data"]); diff != "" {
		t.Error(diff)
	}
	for _, r := range []kube.Ref{
		deployment("notification-controller"),
		{APIVersion: "v1", Kind: "ServiceAccount", Namespace: "flux-system", Name: "notification-controller"},
		{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy", Namespace: "flux-system", Name: "allow-webhooks"},
		{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition", Name: "alerts.notification.toolkit.fluxcd.io"},
	} {
		if there, err := hub.Exists(t.Context(), r); err != nil || there {
			t.Errorf("%s is there (%v)", r, err)
		}
	}

	t.Log("the agent changes itself through Git alone")
	policy := kube.Ref{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy", Namespace: "flux-system", Name: "allow-egress"}
	l.get(hub, policy)
	l.edit("platform.yaml", "concurrency: {source: 3}", "concurrency: {source: 4}, networkPolicy: false")
	l.land()
	l.eventually(hub, policy, "gone", func(obj map[string]any) bool { return obj == nil })
	l.eventually(hub, deployment("source-controller"), "changed", func(obj map[string]any) bool { return meta(obj, "generation") == "2" })
	for controller, uid := range uids {
		if meta(l.get(hub, deployment(controller)), "uid") != uid {
			t.Errorf("%s was made anew", controller)
		}
	}
	l.run("status", "--wait", "1m")
}

// serveDistribution publishes Flux as its project does, from the modules that it
// is made of, and returns the address of the artifact's folder. sources is
// source-controller's version: from v1.8 on it serves no v1beta2.
func serveDistribution(t *testing.T, sources string) string {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	address := strings.TrimPrefix(server.URL, "http://") + "/fluxcd"
	publish(t, address+"/flux-manifests:v2.9.4", map[string]string{"gotk-components.yaml": distribution(t, sources)})
	publish(t, address+"/app:v1.0.0", map[string]string{"deep/app.yaml": appObjects})
	return address
}

// publish pushes files as flux push artifact does.
func publish(t *testing.T, at string, files map[string]string) {
	t.Helper()
	layer := static.NewLayer(packed(t, "artifact", files), "application/vnd.cncf.flux.content.v1.tar+gzip")
	image, err := mutate.Append(mutate.MediaType(empty.Image, types.OCIManifestSchema1), mutate.Addendum{Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	ref, err := name.NewTag(at, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, mutate.ConfigMediaType(image, "application/vnd.cncf.flux.config.v1+json"), remote.WithContext(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// distribution puts together what the project publishes as one file: for each
// controller its CRDs, its Deployment and Service and its account.
func distribution(t *testing.T, sources string) string {
	t.Helper()
	whole := filepath.Join(fetchModule(t, "github.com/fluxcd/flux2/v2@v2.9.4"), "manifests")
	objects := []map[string]any{{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "flux-system"}}}
	objects = append(objects, built(t, kustomize.Changes{}, filepath.Join(whole, "rbac", "[a-jl-z]*.yaml"), filepath.Join(whole, "policies", "allow-*.yaml"))...)
	for controller, version := range map[string]string{
		"source-controller": sources, "kustomize-controller": "v1.9.4", "helm-controller": "v1.6.3", "notification-controller": "v1.9.3",
	} {
		base := filepath.Join(whole, "bases", controller)
		patch, err := os.ReadFile(filepath.Join(base, "patch.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		workload := map[string]string{"kind": "Deployment"}
		config := filepath.Join(fetchModule(t, "github.com/fluxcd/"+controller+"@"+version), "config")
		objects = append(objects, built(t, kustomize.Changes{Patches: []kustomize.Patch{
			{Target: workload, Patch: string(patch)},
			{Target: workload, Patch: `[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"ghcr.io/fluxcd/` + controller + ":" + version + `"}]`},
			{Target: workload, Patch: `[{"op":"add","path":"/spec/template/spec/nodeSelector","value":{"kubernetes.io/os":"linux"}}]`},
			{Target: map[string]string{"name": ".*"}, Patch: `{"apiVersion":"v1","kind":"Any","metadata":{"name":"any","labels":{"app.kubernetes.io/component":"` + controller + `"}}}`},
		}}, filepath.Join(config, "crd", "bases", "*.yaml"), filepath.Join(config, "manager", "[ds]e*.yaml"), filepath.Join(base, "account.yaml"))...)
	}
	var text bytes.Buffer
	for _, o := range objects {
		if slices.Contains([]string{"Deployment", "Service", "ServiceAccount", "NetworkPolicy", "ResourceQuota"}, o["kind"].(string)) {
			o["metadata"].(map[string]any)["namespace"] = "flux-system"
		}
		data, err := sigsyaml.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString("---\n")
		text.Write(data)
	}
	for part, want := range map[string]int{"\nkind: Deployment\n": 4, "\nkind: NetworkPolicy\n": 3, "\n  name: alerts.notification.toolkit.fluxcd.io\n": 1} {
		if n := strings.Count(text.String(), part); n != want {
			t.Fatalf("the distribution has %d of %q", n, part)
		}
	}
	return text.String()
}

func built(t *testing.T, changes kustomize.Changes, globs ...string) []map[string]any {
	t.Helper()
	files := map[string][]byte{}
	for _, glob := range globs {
		names, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range names {
			if files[file], err = os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	objects, err := kustomize.Build(files, changes)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}
