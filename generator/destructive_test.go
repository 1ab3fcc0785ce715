package generator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/charttest"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

const destructivePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  catalogs: [builtin, ./catalog]
  components: {store: {}, kept: {}, web: {}, queue: {}, own: {}, kinds: {}}
  groups: [{name: data, match: {data: "yes"}, components: {db: {}, queue: {config: {disk: true}}}}]
  rings: [{name: first, match: {ring: first}}, {name: rest}]
  clusters:
    - {name: hub, role: hub, context: kind-hub, labels: {ring: first, site: a}}
    - {name: eu-1, labels: {data: "yes"}, server: "https://eu-1.example.com:6443", credentials: {secretRef: {name: eu-1}}}
    - {name: eu-2, labels: {data: "yes"}, server: "https://eu-2.example.com:6443", credentials: {secretRef: {name: eu-2}}}
`

const destructiveStore = `package component

name:     "store"
title:    "Store"
summary:  "Keeps things."
category: "workload"
source: files: version: "1.0.0"
namespace: "store"
objects: {
	claim: {apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: {name: "data", namespace: "store"}, spec: resources: requests: storage: "1Gi"}
	notes: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "notes", namespace: "store"}, data: text: "one"}
}
`

// destructiveQueue keeps what it holds on a disk where it is told to.
const destructiveQueue = `package component

name:     "queue"
title:    "Queue"
summary:  "Passes things on."
category: "workload"
source: files: version: "1.0.0"
namespace: "queue"
#Config: {
	// Whether a disk keeps it.
	disk: *false | bool
}
objects: {
	notes: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "notes", namespace: "queue"}, data: text: "one"}
	if config.disk {
		disk: {apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: {name: "disk", namespace: "queue"}, spec: resources: requests: storage: "1Gi"}
	}
}
`

// destructiveOwn has a claim of another name on each cluster.
const destructiveOwn = `package component

name:     "own"
title:    "Own"
summary:  "Keeps things for each cluster."
category: "workload"
source: files: version: "1.0.0"
namespace:  "own"
perCluster: true
objects: claim: {apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: {name: "of-" + cluster.name, namespace: "own"}, spec: resources: requests: storage: "1Gi"}
`

// destructiveKinds brings a kind in two versions.
const destructiveKinds = `package component

name:     "kinds"
title:    "Kinds"
summary:  "A kind of object."
category: "workload"
source: files: version: "1.0.0"
namespace: "kinds"
permissions: clusterKinds: [{group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"}]
objects: things: {
	apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: name: "things.example.com"
	spec: {group: "example.com", scope: "Namespaced", names: {kind: "Thing", plural: "things"}}
	spec: versions: [{name: "v1", served: true, storage: false, schema: openAPIV3Schema: type: "object"}, {name: "v2", served: true, storage: true, schema: openAPIV3Schema: type: "object"}]
}
`

func chartComponent(name, more string) string {
	return fmt.Sprintf("package component\n\nname: %q\ntitle: %q\nsummary: \"A chart.\"\ncategory: \"workload\"\n"+
		"source: chart: {repository: \"https://charts.example.com\", name: %q, version: \"1.0.0\"}\nnamespace: %q\n%s", name, name, name, name, more)
}

// TestGenerateTellsWhatIsDestructive: a change of the input, and what of it
// removes something that runs or is stored, by what the last run left.
func TestGenerateTellsWhatIsDestructive(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it generates platforms again and again, on one core")
	}
	for name, c := range map[string]struct {
		file, old, new string
		want           []string
	}{
		"nothing":                {"platform.yaml", "acme", "acme", nil},
		"disabled":               {"platform.yaml", "store: {}", "store: {enabled: false}", []string{"unit store eu-1 eu-2 hub"}},
		"disabled on a cluster":  {"platform.yaml", "name: eu-2, ", "name: eu-2, components: {store: {enabled: false}}, ", []string{"unit store eu-2"}},
		"a label is lost":        {"platform.yaml", `labels: {data: "yes"}`, "labels: {}", []string{"label  eu-1", "unit db eu-1", "volume queue eu-1"}},
		"a ring's label is lost": {"platform.yaml", "ring: first, site", "site", []string{"label  hub"}},
		"another label is lost":  {"platform.yaml", ", site: a", "", nil},
		"another value":          {"platform.yaml", "{ring: first, site", "{ring: second, site", nil},
		"a group's claim goes":   {"platform.yaml", "disk: true", "disk: false", []string{"volume queue eu-1 eu-2"}},
		"disabled, and left":     {"platform.yaml", "kept: {}", "kept: {enabled: false}", nil},
		"one more":               {"platform.yaml", "web: {}", "web: {}, reloader: {}", nil},
		"another version":        {"platform.yaml", "web: {}", "web: {version: 2.0.0}", nil},
		"a cluster leaves":       {"platform.yaml", "    - {name: eu-2, labels: {data: \"yes\"}, server: \"https://eu-2.example.com:6443\", credentials: {secretRef: {name: eu-2}}}\n", "", nil},
		"a group leaves":         {"platform.yaml", "    - {name: eu-1, labels: {data: \"yes\"}, server: \"https://eu-1.example.com:6443\", credentials: {secretRef: {name: eu-1}}}\n    - {name: eu-2, labels: {data: \"yes\"}, server: \"https://eu-2.example.com:6443\", credentials: {secretRef: {name: eu-2}}}\n", "", nil},
		"a cluster comes":        {"platform.yaml", "  clusters:\n", "  clusters:\n    - {name: eu-3, labels: {data: \"yes\"}, server: \"https://eu-3.example.com:6443\", credentials: {secretRef: {name: eu-3}}}\n", nil},
		"another folder":         {"platform.yaml", "platform.git", "platform.git, path: acme", []string{"root  eu-1 eu-2 hub"}},
		"another address":        {"platform.yaml", "git.example.com", "example.org", nil},
		"a claim goes":           {"catalog/store/component.cue", "\tclaim:", "\t_claim:", []string{"volume store eu-1 eu-2 hub"}},
		"a version goes":         {"catalog/kinds/component.cue", "{name: \"v1\", served: true, storage: false, schema: openAPIV3Schema: type: \"object\"}, ", "", []string{"crd kinds eu-1 eu-2 hub"}},
		"another scope":          {"catalog/kinds/component.cue", "Namespaced", "Cluster", []string{"crd kinds eu-1 eu-2 hub"}},
		"another class":          {"catalog/store/component.cue", "spec: resources", "spec: storageClassName: \"fast\", spec: resources", []string{"immutable store eu-1 eu-2 hub"}},
		"an object goes":         {"catalog/store/component.cue", "\tnotes:", "\t_notes:", nil},
		"another namespace":      {"catalog/web/component.cue", `namespace: "web"`, `namespace: "front"`, []string{"namespace web eu-1 eu-2 hub"}},
		"another chart":          {"catalog/web/component.cue", `name: "web", version`, `name: "site", version`, []string{"source web eu-1 eu-2 hub"}},
		"a lock with a conflict": {"slipway.lock", "slipway:", "<<<<<<< HEAD\nslipway:", nil},
	} {
		t.Run(name, func(t *testing.T) {
			eachAgent(t, func(t *testing.T, agent string) {
				dir := t.TempDir()
				files := map[string]string{
					"platform.yaml":               strings.Replace(destructivePlatform, "AGENT", agent, 1),
					"catalog/store/component.cue": destructiveStore,
					"catalog/kept/component.cue":  chartComponent("kept", "deletion: \"orphan\"\n"),
					"catalog/web/component.cue":   chartComponent("web", ""),
					"catalog/db/component.cue":    chartComponent("db", ""),
					"catalog/queue/component.cue": destructiveQueue,
					"catalog/own/component.cue":   destructiveOwn,
					"catalog/kinds/component.cue": destructiveKinds,
				}
				for file, text := range files {
					write(t, dir, file, text)
				}
				apply(t, dir)
				text := textOf(t, dir, c.file)
				if !strings.Contains(text, c.old) {
					t.Fatalf("%s does not hold %q", c.file, c.old)
				}
				write(t, dir, c.file, strings.Replace(text, c.old, c.new, 1))
				want := c.want
				if name == "a group leaves" && agent == "sveltos" { // one profile owns db on all clusters
					want = []string{"unit db eu-1 eu-2"}
				}
				if got := destroyed(t, dir); !slices.Equal(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
				checkOutWithCRLF(t, filepath.Join(dir, "gitops"))
				if got := destroyed(t, dir); !slices.Equal(got, want) {
					t.Errorf("with CRLF got %q, want %q", got, want)
				}
			})
		})
	}
}

func textOf(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func destroyed(t *testing.T, dir string) (out []string) {
	t.Helper()
	p := mustLoad(t, dir)
	c, err := generator.PlanPlatform(sources(t), dir, p, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	risks, err := generator.Destructive(sources(t), dir, p, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range risks {
		out = append(out, r.Kind+" "+r.Unit+" "+strings.Join(r.Clusters, " "))
	}
	return out
}

// TestAgentsSayWhatIsPlaced: the line by which units are found in a cluster's file
// finds all of them and nothing else, in both topologies.
func TestAgentsSayWhatIsPlaced(t *testing.T) {
	for _, topology := range []string{"hub", "standalone"} {
		eachAgent(t, func(t *testing.T, agent string) {
			dir := fleetOf(t, agent, 30)
			write(t, dir, "platform.yaml", strings.Replace(textOf(t, dir, "platform.yaml"), "  profile:", "  topology: "+topology+"\n  profile:", 1))
			p := mustLoad(t, dir)
			a, err := generator.Agent(sources(t), p)
			if err != nil {
				t.Fatal(err)
			}
			files := rendered(t, dir)
			for _, c := range p.Clusters {
				var got, want []string
				text := files["gitops/clusters/"+c.Name+"/cluster.yaml"]
				for _, m := range regexp.MustCompile("(?m)"+a.Placed).FindAllStringSubmatch(text, -1) {
					got = append(got, m[1])
				}
				for _, placed := range c.Placements {
					want = append(want, placed.Unit.Name)
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("topology %s: %s holds %v, and has %v", topology, c.Name, got, want)
				}
				if got, want := variantsSaid(a.VariantLines, text), variantsHad(c); !slices.Equal(got, want) {
					t.Errorf("topology %s: %s holds variants %v, and has %v", topology, c.Name, got, want)
				}
			}
		})
	}
}

// variantsSaid are the variants that a cluster's file names, spelled as they are.
func variantsSaid(line, text string) (out []string) {
	for _, m := range regexp.MustCompile("(?m)"+line).FindAllStringSubmatch(text, -1) {
		out = append(out, strings.ReplaceAll(m[1], "_", "-")+" "+strings.ReplaceAll(m[2], ".", "+"))
	}
	slices.Sort(out)
	return out
}

func variantsHad(c *platform.Cluster) (out []string) {
	for _, placed := range c.Placements {
		out = append(out, placed.Unit.Variant.Component.Name+" "+placed.Unit.Variant.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestDestructiveFindsVariantsWithADot: those of a Kubernetes version, such as k-1.36, are found in a cluster's file as well.
func TestDestructiveFindsVariantsWithADot(t *testing.T) {
	dir := unpackInput(t, "manifests")
	plan := func() *tree.Changes {
		t.Helper()
		c, err := generator.Plan(charttest.WithCharts(t, sources(t), dir), dir, generator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if err := plan().Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "platform.yaml", strings.Replace(textOf(t, dir, "platform.yaml"), `kubernetes: "1.36", `, "", 1))
	if err := os.Remove(filepath.Join(dir, "charts", "things", "crds", "worlds.yaml")); err != nil {
		t.Fatal(err)
	}
	c := plan()
	risks, err := generator.Destructive(charttest.WithCharts(t, sources(t), dir), dir, mustLoad(t, dir), c)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(risks, func(r compare.Risk) bool {
		return slices.Contains(r.Clusters, "eu-2") && strings.Contains(r.Text, "worlds.example.com")
	}) {
		t.Errorf("nobody says that eu-2, which changes variant, loses a kind: %+v", risks)
	}
}
