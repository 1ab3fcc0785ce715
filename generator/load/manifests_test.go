package load

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// smallManifests declares a component of published objects.
func smallManifests(name, url, more string) string {
	return smallFields(name) + `source: manifests: {url: "` + url + `", version: "v1.0.0"}
` + more
}

func TestMirrored(t *testing.T) {
	mirrors := map[string]string{
		"https://charts.example.com": "oci://in/charts", "oci://ghcr.io": "oci://in/ghcr/", "oci://ghcr.io/fluxcd": "oci://in/flux",
	}
	for address, want := range map[string]string{
		"https://charts.example.com":          "oci://in/charts",
		"https://charts.example.com/x":        "oci://in/charts/x",
		"https://charts.example.community":    "https://charts.example.community",
		"oci://ghcr.io/fluxcd/flux-manifests": "oci://in/flux/flux-manifests",
		"oci://ghcr.io/fluxcdx/a":             "oci://in/ghcr/fluxcdx/a",
		"oci://quay.io/a":                     "oci://quay.io/a",
	} {
		if got := mirrored(mirrors, address); got != want {
			t.Errorf("%s becomes %s, want %s", address, got, want)
		}
	}
}

func TestRenames(t *testing.T) {
	got := renames(map[string]string{"oci://ghcr.io/fluxcd": "oci://in:5000/flux", "https://ghcr.io": "https://elsewhere"}, []string{
		"ghcr.io/fluxcd/a:v1@sha256:00", "ghcr.io/fluxcd/b", "ghcr.io/other/c:v1", "host:5000/d",
	})
	want := []platform.ImageRename{{Name: "ghcr.io/fluxcd/a", NewName: "in:5000/flux/a"}, {Name: "ghcr.io/fluxcd/b", NewName: "in:5000/flux/b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestManifestsAreAUnit(t *testing.T) {
	catalog := map[string]string{"flux": smallManifests("flux", "oci://ghcr.io/fluxcd/flux-manifests", `
provides: ["gitops-agent"]
#Config: {
	// Whether b runs, too.
	more: *false | bool
}
images: ["ghcr.io/fluxcd/a:v1", if config.more {"ghcr.io/fluxcd/b:v1"}]
patches: [{target: kind: "Namespace", merge: {"$patch": "delete", apiVersion: "v1", kind: "Namespace", metadata: name: "x"}}]
`)}
	p := smallPlatform(t, catalog, strings.Replace(smallHead, "agent: argocd", "agent: flux", 1)+`  mirrors: {"oci://ghcr.io": "oci://in"}
  components: {flux: {version: v2.0.0, config: {more: true}}}
  clusters: [{name: hub}]
`)
	u := variantOn(p, "hub", "flux").Units[0]
	want := &platform.Manifests{
		URL: "oci://in/fluxcd/flux-manifests", Version: "v2.0.0",
		Patches: []platform.Patch{{
			Target: map[string]string{"kind": "Namespace"},
			Merge:  map[string]any{"$patch": "delete", "apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "x"}},
		}},
		Images: []platform.ImageRename{{Name: "ghcr.io/fluxcd/a", NewName: "in/fluxcd/a"}, {Name: "ghcr.io/fluxcd/b", NewName: "in/fluxcd/b"}},
	}
	if diff := cmp.Diff(want, u.Manifests); diff != "" || u.Kind() != "manifests" {
		t.Error(u.Kind(), diff)
	}
}

func TestManifestsAreRefused(t *testing.T) {
	const on = "  clusters: [{name: hub}]\n"
	for name, tt := range map[string]struct{ component, spec, want string }{
		"an agent without a way to install them": {
			smallManifests("app", "oci://ghcr.io/app", ""), "  components: {app: {}}\n" + on,
			"platform.yaml:5:10: spec.agent: Argo CD cannot install app: it is an OCI artifact with manifests",
		},
		"an agent without a way to install a file": {
			smallManifests("app", "https://example.com/$version/install.yaml", ""), "  components: {app: {}}\n" + on,
			"Argo CD cannot install app: it is a file of manifests on a web server",
		},
		"a patch that does nothing": {
			smallManifests("app", "oci://ghcr.io/app", `patches: [{target: kind: "Namespace"}]`), "  components: {app: {}}\n" + on,
			"patches[0]: a patch needs a target, and operations or merge",
		},
		"a fact that the cluster lacks": {
			smallManifests("app", "oci://ghcr.io/app", `patches: [{target: kind: "Namespace", merge: metadata: labels: region: cluster.labels.region}]`),
			"  components: {app: {}}\n" + on,
			"cluster hub has no labels.region, which app uses in patches[0].metadata.labels.region",
		},
		"overrides": {
			smallManifests("app", "oci://ghcr.io/app", ""), "  components: {app: {}}\n" + on, "app has no chart whose values could be overridden",
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"platform.yaml": tt.spec}
			if name == "overrides" {
				files["overrides/app.yaml"] = "a: b\n"
			}
			_, err := smallLoad(t, map[string]string{"app": tt.component}, files)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
