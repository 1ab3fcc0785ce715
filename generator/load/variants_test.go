package load

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// variantsApp uses what metrics provides, and has one setting.
const variantsApp = `
uses: ["metrics", "gitops-agent"]
#Config: {size: *1 | int, text: *"" | string}
profiles: {small: size: 2, production: {}, lab: {}}
values: {
	metrics: has.metrics
	agent:   has["gitops-agent"]
}
`

func variantsCatalog() map[string]string {
	return map[string]string{
		"app":     smallChart("app", variantsApp),
		"metrics": smallChart("metrics", `provides: ["metrics"]`),
		"own":     smallChart("own", "perCluster: true\n"),
	}
}

// variantsSpec has a cluster in none, one or both of two groups, each in one
// of two rings.
const variantsSpec = `
  groups:
    - {name: a, match: {a: yes}, components: {app: {config: {text: a}}}}
    - {name: b, match: {b: yes}, components: {app: {config: {size: 3}}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {app: 2.0.0}}
    - {name: stable}
`

func TestVariantNames(t *testing.T) {
	const cluster = "  clusters:\n    - {name: hub, role: hub}\n    - "
	for _, tt := range []struct{ name, spec, want string }{
		{"nothing but the ring sets it apart", cluster + "{name: one, components: {}}", "r-stable"},
		{"a group", cluster + `{name: one, labels: {a: "yes"}}`, "g-a+r-stable"},
		{"two groups in order", cluster + `{name: one, labels: {b: "yes", a: "yes"}}`, "g-a+g-b+r-stable"},
		{"a ring", cluster + "{name: one, labels: {ring: canary}}", "r-canary"},
		{"a ring that pins nothing", cluster + "{name: one, labels: {ring: other}}", "r-stable"},
		{"a cluster", cluster + "{name: one, components: {app: {config: {text: one}}}}", "r-stable+c-one"},
		{"a cluster that names it and changes nothing", cluster + "{name: one, components: {app: {}}}", "r-stable"},
		{"all that sets it apart", cluster + `{name: one, labels: {b: "yes", ring: canary}, components: {app: {config: {text: one}}}}`, "g-b+r-canary+c-one"},
		{"a cluster over a group", cluster + `{name: one, labels: {a: "yes"}, components: {app: {config: {text: one}}}}`, "r-stable+c-one"},
		{"a cluster over a ring", cluster + `{name: one, labels: {ring: canary}, components: {app: {version: 3.0.0}}}`, "r-canary+c-one"},
		{"what a cluster says again", cluster + `{name: one, labels: {a: "yes"}, components: {app: {config: {text: a}}}}`, "g-a+r-stable"},
		{"a cluster that takes a group's setting back", cluster + `{name: one, labels: {a: "yes"}, components: {app: {config: {text: ""}}}}`, "r-stable"},
		{"what the profile says", cluster + `{name: one, components: {app: {config: {size: 2}}}}`, "r-stable"},
		{"what the catalog pins", cluster + `{name: one, components: {app: {version: 1.0.0}}}`, "r-stable"},
		{"a provider of what it uses", cluster + "{name: one, components: {metrics: {}}}", "r-stable+c-one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := smallPlatform(t, variantsCatalog(), "  components: {app: {config: {text: \"\"}}}\n"+strings.ReplaceAll(variantsSpec, "yes", `"yes"`)+serverOf(tt.spec))
			if got := variantOn(p, "one", "app").Name; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestPinsHoldInWhateverOrder: of what a cluster has before a commit, nothing has another version
// after it by the same name, unless it is the cluster's own: its agent may read that before it hears
// of the cluster's new variant.
func TestPinsHoldInWhateverOrder(t *testing.T) {
	on := func(catalog, early, stable string) *platform.Platform {
		t.Helper()
		return smallPlatform(t, map[string]string{"app": strings.Replace(smallChart("app", ""), "1.0.0", catalog, 1)}, `
  components: {app: {}}
  rings:
    - {name: canary, match: {ring: canary}}
    - {name: early, match: {ring: early}, versions: {`+early+`}}
    - {name: stable, versions: {`+stable+`}}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: one, provider: local, labels: {ring: early}}
    - {name: two, provider: local, labels: {ring: canary}}
`)
	}
	before := on("1.0.0", "", "")
	for _, step := range []struct{ name, early, stable string }{
		{"upgrade", "app: 1.0.0", "app: 1.0.0"}, {"promote canary early", "", "app: 1.0.0"}, {"promote early stable", "", ""},
	} {
		after := on("2.0.0", step.early, step.stable)
		for _, c := range before.Clusters {
			was, own := variantOn(before, c.Name, "app"), variantOn(after, c.Name, "app")
			for _, other := range after.Clusters {
				if is := variantOn(after, other.Name, "app"); is.Name == was.Name && is.Version != was.Version && is != own {
					t.Errorf("%s: %s was version %s on %s and is %s", step.name, is.Name, was.Version, c.Name, is.Version)
				}
			}
		}
		before = after
	}
}

// serverOf gives cluster one what a spoke needs to be reached.
func serverOf(spec string) string {
	return strings.ReplaceAll(spec, "{name: one", `{name: one, server: "https://one.example.com", credentials: {secretRef: {name: one}}`)
}

// TestVariantHash: a name is a folder, so a long one becomes a hash, and equal
// settings still share it.
func TestVariantHash(t *testing.T) {
	spec := `
  components: {app: {}}
  groups:
    - {name: a-group-with-a-long-name, match: {a: "1"}, components: {app: {config: {text: a}}}}
    - {name: another-group, match: {b: "1"}, components: {app: {config: {size: 5}}}}
    - {name: exactly-thirty-eight-characters-long-x, match: {c: "1"}, components: {app: {config: {size: 6}}}}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: one, provider: local, labels: {a: "1", b: "1"}}
    - {name: two, provider: local, labels: {a: "1", b: "1", also: this}}
    - {name: three, provider: local, labels: {c: "1"}}
`
	p := smallPlatform(t, variantsCatalog(), spec)
	if v := variantOn(p, "one", "app"); !regexp.MustCompile(`^v-[0-9a-f]{12}$`).MatchString(v.Name) {
		t.Errorf("the name is %s", v.Name)
	}
	if got, want := variantOn(p, "three", "app").Name, "g-exactly-thirty-eight-characters-long-x"; got != want {
		t.Errorf("a name of 40 characters became %s", got)
	}
	if a, b := variantOn(p, "one", "app"), variantOn(p, "two", "app"); a != b {
		t.Errorf("the same layers are %s and %s", a.Name, b.Name)
	}
	again := smallPlatform(t, variantsCatalog(), strings.Replace(spec, "    - {name: one,", "    - {name: zero,", 1))
	if a, b := variantOn(p, "two", "app").Name, variantOn(again, "two", "app").Name; a != b {
		t.Errorf("another cluster's name makes %s of %s", b, a)
	}
}

// TestVariantsShared makes sure that clusters share a variant exactly when they
// get the same.
func TestVariantsShared(t *testing.T) {
	p := smallPlatform(t, variantsCatalog(), `
  components: {app: {}, own: {}}
  groups:
    - {name: a, match: {a: "1"}, components: {app: {config: {text: x}}}}
    - {name: b, match: {b: "1"}, components: {metrics: {}}}
  clusters:
    - {name: hub, role: hub}
    - {name: spoke, provider: local}
    - {name: two, provider: local}
    - {name: with-a, provider: local, labels: {a: "1"}}
    - {name: also-a, provider: local, labels: {a: "1", other: "1"}, components: {metrics: {enabled: false}}}
    - {name: with-b, provider: local, labels: {b: "1"}}
`)
	got := map[string][]string{}
	for _, c := range p.Clusters {
		v := variantOn(p, c.Name, "app")
		got[v.Name] = append(got[v.Name], c.Name)
		if want := "c-" + c.Name; variantOn(p, c.Name, "own").Name != want {
			t.Errorf("what is evaluated for each cluster is %s on %s", variantOn(p, c.Name, "own").Name, c.Name)
		}
		if c.RunsAgent != v.Units[0].Values["agent"] || (c.Name == "with-b") != v.Units[0].Values["metrics"] {
			t.Errorf("on %s: %v", c.Name, v.Units[0].Values)
		}
	}
	for name, clusters := range got {
		first := variantOn(p, clusters[0], "app")
		for _, c := range clusters[1:] {
			if variantOn(p, c, "app") != first {
				t.Errorf("%s is two variants", name)
			}
		}
	}
	want := map[string][]string{"base": {"spoke", "two"}, "c-hub": {"hub"}, "g-a": {"also-a", "with-a"}, "g-b": {"with-b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestVariantOfOverride: an override for one cluster makes a variant named
// after it; one for all clusters makes none.
func TestVariantOfOverride(t *testing.T) {
	p, err := smallLoad(t, variantsCatalog(), map[string]string{
		"platform.yaml": `
  components: {app: {}}
  groups:
    - {name: a, match: {a: "1"}, components: {app: {config: {text: a}}}}
  clusters:
    - {name: one, role: hub, labels: {a: "1"}}
    - {name: two, provider: local, components: {app: {config: {text: two}}}}
    - {name: three, provider: local}
`,
		"overrides/app.yaml":     "all: {x: 1, y: 1}\n",
		"overrides/app/one.yaml": "all: {y: 2, z: null}\n",
		"overrides/app/two.yaml": "all: []\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	for cluster, want := range map[string]struct {
		name string
		all  any
	}{
		"one":   {"g-a+c-one", map[string]any{"x": 1, "y": 2, "z": nil}},
		"two":   {"c-two", []any{}},
		"three": {"base", map[string]any{"x": 1, "y": 1}},
	} {
		v := variantOn(p, cluster, "app")
		if v.Name != want.name {
			t.Errorf("%s has %s, want %s", cluster, v.Name, want.name)
		}
		if diff := cmp.Diff(want.all, v.Units[0].Values["all"], layersNumbers); diff != "" {
			t.Errorf("%s: -want +got:\n%s", cluster, diff)
		}
	}
}
