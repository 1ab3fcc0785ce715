package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kustomize"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

const pullSecretsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  domain: platform.example.com
  repository: {url: https://git.example.com/acme.git}
  clusters: [{name: hub, role: hub}]
`

// controllerDeployment is what Flux' patches rely on in a Deployment.
const controllerDeployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: flux-system, labels: {app.kubernetes.io/component: NAME}}
spec: {template: {spec: {containers: [{name: manager, args: [], env: [], resources: {}}]}}}
`

// TestPullSecretsReachTheAgentsPods: a private registry is opened by Secrets
// that the pods of the agent's component name, and by none where none is given.
func TestPullSecretsReachTheAgentsPods(t *testing.T) {
	named := []any{map[string]any{"name": "mirror"}, map[string]any{"name": "other"}}
	for name, tt := range map[string]struct {
		spec string
		want any
	}{
		"flux":              {"  agent: flux\n  components: {flux: {config: {imagePullSecrets: [mirror, other]}}}\n", named},
		"flux, none":        {"  agent: flux\n", nil},
		"flux-sync":         {"  agent: sveltos\n  components: {flux-sync: {config: {imagePullSecrets: [mirror, other]}}}\n", named},
		"flux-sync, none":   {"  agent: sveltos\n", nil},
		"flux, with others": {"  agent: flux\n  components: {flux: {config: {imagePullSecrets: [mirror, other], tolerations: [{operator: Exists}]}}}\n", named},
	} {
		t.Run(name, func(t *testing.T) {
			for _, controller := range []string{"source-controller", "kustomize-controller"} {
				pod := patchedPod(t, pullSecrets(t, tt.spec), controller)
				if diff := cmp.Diff(tt.want, pod["imagePullSecrets"]); diff != "" {
					t.Errorf("%s:\n%s", controller, diff)
				}
			}
		})
	}
}

// TestSveltosRunsFromAnotherRegistry: the chart takes one for all images, and
// hands it to what runs them on other clusters.
func TestSveltosRunsFromAnotherRegistry(t *testing.T) {
	for spec, want := range map[string]any{
		"  agent: sveltos\n": nil,
		"  agent: sveltos\n  components: {sveltos: {config: {registry: \"in:5000/docker\", imagePullSecrets: [mirror]}}}\n": map[string]any{
			"registry": "in:5000/docker", "imagePullSecrets": []any{map[string]any{"name": "mirror"}},
		},
	} {
		e, err := generator.Explain(pullSecrets(t, spec), "hub", "sveltos")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, plain(t, e.Values["global"])); diff != "" {
			t.Errorf("%s\n%s", spec, diff)
		}
	}
}

func pullSecrets(t *testing.T, spec string) *platform.Platform {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(pullSecretsPlatform+spec), 0o644); err != nil {
		t.Fatal(err)
	}
	return load(t, dir)
}

// patchedPod is the pod of a controller's Deployment with the patches of the
// hub's published unit.
func patchedPod(t *testing.T, p *platform.Platform, controller string) map[string]any {
	t.Helper()
	var changes kustomize.Changes
	for _, pl := range p.Cluster("hub").Placements {
		if pl.Unit.Manifests == nil {
			continue
		}
		for _, patch := range pl.Unit.Manifests.Patches {
			text, err := json.Marshal(patch.Body())
			if err != nil {
				t.Fatal(err)
			}
			changes.Patches = append(changes.Patches, kustomize.Patch{Target: patch.Target, Patch: string(text)})
		}
	}
	if len(changes.Patches) == 0 {
		t.Fatal("nothing is changed in what is published")
	}
	objects, err := kustomize.Build(map[string][]byte{"manager.yaml": []byte(strings.ReplaceAll(controllerDeployment, "NAME", controller))}, changes)
	if err != nil || len(objects) != 1 {
		t.Fatal(objects, err)
	}
	return fieldOf[map[string]any](t, objects[0], "spec", "template", "spec")
}
