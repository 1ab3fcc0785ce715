package load

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// partsMesh is a component of three charts and of objects that need them.
const partsMesh = `
#Config: {ambient: *true | bool, host: *"mesh.\(cluster.domain)" | string}
parts: {
	daemon: {chart: "meshd", values: {host: config.host}}
	nodes: {chart: "mesh-nodes", enabled: config.ambient}
	late: {chart: "mesh-late", afterResources: true}
}
resources: gateway: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "gateway", namespace: "test"}}
`

// TestParts: each chart is a unit that waits for the one before, with the
// component's repository and version and values of its own.
func TestParts(t *testing.T) {
	_, wrong := smallLoad(t, map[string]string{"mesh": smallChart("mesh", partsMesh)}, map[string]string{
		"platform.yaml": `
  components: {mesh: {version: 2.0.0}}
  clusters: [{name: hub, role: hub}, {name: plain, server: "https://plain.example.com", components: {mesh: {config: {ambient: false}}}}]
`,
		"overrides/mesh.yaml":             "replicas: 2\n",
		"overrides/mesh-daemon.yaml":      "replicas: 3\n",
		"overrides/mesh-nodes/plain.yaml": "replicas: 4\n",
	})
	if wrong == nil || !strings.Contains(wrong.Error(), "overrides/mesh-nodes/plain.yaml: mesh-nodes has no chart whose values could be overridden") {
		t.Errorf("an override of a part that is not installed: %v", wrong)
	}
	p, err := smallLoad(t, map[string]string{"mesh": smallChart("mesh", partsMesh)}, map[string]string{
		"platform.yaml":              "  components: {mesh: {version: 2.0.0}}\n  clusters: [{name: hub}]\n",
		"overrides/mesh.yaml":        "replicas: 2\n",
		"overrides/mesh-daemon.yaml": "replicas: 3\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	type unit struct {
		Name, Chart, Version, File string
		Wave                       int
		Needs                      []string
		Replicas                   any
	}
	var got []unit
	for _, pl := range p.Cluster("hub").Placements {
		if pl.Unit.Variant.Component.Name != "mesh" {
			continue
		}
		u := unit{Name: pl.Unit.Name, Wave: pl.Wave, Needs: pl.Needs}
		if c := pl.Unit.Chart; c != nil {
			u.Chart, u.Version, u.File, u.Replicas = c.Repository+"/"+c.Name, c.Version, pl.Unit.ValuesFile(), pl.Unit.Values["replicas"]
		}
		got = append(got, u)
	}
	const repository = "https://charts.example.com/"
	want := []unit{
		{"mesh", repository + "mesh", "2.0.0", "values.yaml", 0, nil, int64(2)},
		{"mesh-daemon", repository + "meshd", "2.0.0", "mesh-daemon.values.yaml", 1, []string{"mesh"}, int64(3)},
		{"mesh-nodes", repository + "mesh-nodes", "2.0.0", "mesh-nodes.values.yaml", 2, []string{"mesh-daemon"}, nil},
		{"mesh-config", "", "", "", 3, []string{"mesh-nodes"}, nil},
		{"mesh-late", repository + "mesh-late", "2.0.0", "mesh-late.values.yaml", 4, []string{"mesh-config"}, nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestPartsAreUnits: a part cannot bear the name of another component.
func TestPartsAreUnits(t *testing.T) {
	got := smallError(t, map[string]string{"mesh": smallChart("mesh", partsMesh), "mesh-daemon": smallChart("mesh-daemon", "")},
		"  components: {mesh: {}, mesh-daemon: {}}\n  clusters: [{name: hub}]\n")
	want := `platform.yaml:9:39: spec.components.mesh-daemon: unit mesh-daemon is of mesh and of mesh-daemon on cluster hub
    rename the component or the part in your catalog, or disable one`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
