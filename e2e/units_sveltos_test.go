package e2e

import (
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	sigsyaml "sigs.k8s.io/yaml"
)

// readSveltos reads a cluster's units as Sveltos does: profiles that select its
// labels, names made from its annotations, and content that is a template only
// where its ConfigMap says so.
func readSveltos(t *testing.T, dir, cluster string) map[string]placed {
	t.Helper()
	own := documentsIn(t, filepath.Join(dir, "gitops", "clusters", cluster, "cluster.yaml"))
	s := sveltos{cluster: own[1], content: map[string]map[string]any{}}
	s.read(t, own)
	for _, folder := range []string{"components/*/*/*.yaml", "components/*/*/*/*.yaml", "sveltos/*/*.yaml"} {
		files, err := filepath.Glob(filepath.Join(dir, "gitops", folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			s.read(t, documentsIn(t, f))
		}
	}
	needs, out := map[string][]string{}, map[string]placed{}
	for _, p := range s.selected(t) {
		unit := fieldOf[string](t, p, "metadata", "name")
		if strings.HasPrefix(unit, "namespace.") {
			continue
		}
		for _, n := range fieldOf[[]any](t, p, "spec", "dependsOn") {
			if !strings.HasPrefix(n.(string), "namespace.") {
				needs[unit] = append(needs[unit], n.(string))
			}
		}
		out[unit] = s.unit(t, p)
	}
	for unit, u := range out {
		u.wave = depth(needs, unit)
		out[unit] = u
	}
	return out
}

// sveltos is what the hub's API server would hold.
type sveltos struct {
	cluster  map[string]any
	content  map[string]map[string]any // ConfigMaps by name
	profiles []map[string]any
}

func (s *sveltos) read(t *testing.T, objects []map[string]any) {
	t.Helper()
	for _, o := range objects {
		switch o["kind"] {
		case "ConfigMap":
			s.content[fieldOf[string](t, o, "metadata", "name")] = o
		case "ClusterProfile":
			s.profiles = append(s.profiles, o)
		}
	}
}

// selected are the profiles whose selectors match the cluster's labels.
func (s *sveltos) selected(t *testing.T) (out []map[string]any) {
	t.Helper()
	labels := fieldOf[map[string]any](t, s.cluster, "metadata", "labels")
	for _, p := range s.profiles {
		matches := true
		for key, value := range fieldOf[map[string]any](t, p, "spec", "clusterSelector", "matchLabels") {
			matches = matches && labels[key] == value
		}
		if matches {
			out = append(out, p)
		}
	}
	return out
}

func (s *sveltos) unit(t *testing.T, profile map[string]any) placed {
	t.Helper()
	spec := fieldOf[map[string]any](t, profile, "spec")
	resources := map[string]map[string]any{}
	refs, _ := spec["templateResourceRefs"].([]any)
	for _, r := range refs {
		ref := r.(map[string]any)
		name := s.filled(t, fieldOf[string](t, ref, "resource", "name"), nil)
		if s.content[name] == nil {
			t.Fatalf("%v names %s, which is not there", profile["metadata"], name)
		}
		resources[fieldOf[string](t, ref, "identifier")] = s.content[name]
	}
	var u placed
	charts, _ := spec["helmCharts"].([]any)
	for _, c := range charts {
		chart := c.(map[string]any)
		u.version = s.filled(t, chart["chartVersion"].(string), resources)
		from := chart["valuesFrom"].([]any)
		if len(from) != 1 {
			t.Errorf("%v has %d sources of values; Sveltos merges several by its own rules", profile["metadata"], len(from))
		}
		text := s.text(t, fieldOf[string](t, from[0].(map[string]any), "name"), resources)
		if err := sigsyaml.Unmarshal([]byte(text), &u.values); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
	}
	policies, _ := spec["policyRefs"].([]any)
	for _, p := range policies {
		ref := p.(map[string]any)
		name := fieldOf[string](t, ref, "name")
		if ref["optional"] == true && s.content[s.filled(t, name, nil)] == nil {
			continue
		}
		u.objects = append(u.objects, documents(t, []byte(s.text(t, name, resources)))...)
	}
	if len(u.objects) == 2 && u.objects[0]["kind"] == "OCIRepository" {
		return manifestsOf(t, u.objects[0], u.objects[1])
	}
	return u
}

// text is the one entry of a ConfigMap that a cluster names.
func (s *sveltos) text(t *testing.T, name string, resources map[string]map[string]any) string {
	t.Helper()
	content := s.content[s.filled(t, name, nil)]
	data := fieldOf[map[string]any](t, content, "data")
	if len(data) != 1 {
		t.Fatalf("%s has %d entries; Sveltos takes several in no order", name, len(data))
	}
	annotations, _ := content["metadata"].(map[string]any)["annotations"].(map[string]any)
	for _, text := range data {
		if annotations["projectsveltos.io/template"] == nil {
			return text.(string)
		}
		return s.filled(t, text.(string), resources)
	}
	return ""
}

func (s *sveltos) filled(t *testing.T, text string, resources map[string]map[string]any) string {
	t.Helper()
	functions := sprig.TxtFuncMap()
	functions["getResource"] = func(id string) map[string]any { return resources[id] }
	parsed, err := template.New("").Option("missingkey=error").Funcs(functions).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := parsed.Execute(&b, map[string]any{"Cluster": s.cluster}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bigComponent is as many ConfigMaps of a quarter of a mebibyte as its config says.
const bigComponent = `package component

import (
	"list"
	"strings"
)

name:     "big"
title:    "Big"
summary:  "Holds much."
category: "workload"
source: files: version: "1.0.0"
namespace: "big"
#Config: {
	// How many objects.
	count: *1 | int & >=1
}
objects: {
	for i in list.Range(0, config.count, 1) {
		"\(i)": {
			apiVersion: "v1"
			kind:       "ConfigMap"
			metadata: {name: "big-\(i)", namespace: "big"}
			data: text: "\(cluster.name) " + strings.Repeat("x", 262144)
		}
	}
}
`

// TestAUnitTooBigForOneObject shares its objects out, and a cluster whose variant
// is small takes no part of a big one.
func TestAUnitTooBigForOneObject(t *testing.T) {
	dir, p := generatedFrom(t, map[string]string{
		"catalog/big/component.cue": bigComponent,
		"platform.yaml": `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: sveltos
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  catalogs: [builtin, ./catalog]
  components: {big: {}}
  clusters:
    - {name: hub, role: hub}
    - {name: spoke, credentials: {secretRef: {name: spoke}}, components: {big: {config: {count: 7}}}}
`,
	})
	unitsAgree(t, dir, p, 1)
	parts := documentsIn(t, filepath.Join(dir, "gitops", "components", "big", "c-spoke", "big", "objects.yaml"))
	if len(parts) != 4 {
		t.Errorf("seven objects of a quarter of a mebibyte are in %d parts", len(parts))
	}
}
