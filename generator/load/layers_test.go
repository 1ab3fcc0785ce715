package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// layersApp is a component with a setting of every kind. The catalog, or the
// profile small, sets every one of them.
const layersApp = `
#Config: {
	text:     *"catalog" | string
	number:   *1 | number
	flag:     *true | bool
	list:     *["catalog"] | [...]
	nullable: *"catalog" | null | string
	depth: {a: *"catalog" | string, b: *"catalog" | string, c: *"catalog" | string}
	free: [string]: _
}
profiles: {
	small: {depth: b: "profile", depth: c: "profile", free: from: "profile"}
	production: depth: b: "production"
	lab: {}
}
`

// layersSpec is a platform whose cluster one has a layer of every kind; each
// argument is what the layer says of app, none where it is empty.
func layersSpec(platform, first, second, ring, cluster string) string {
	say := func(text string) string {
		if text == "" {
			return "{}"
		}
		return "{app: " + text + "}"
	}
	return fmt.Sprintf(`
  components: %s
  groups:
    - {name: first, match: {in: both}, components: %s}
    - {name: second, match: {in: both}, components: %s}
    - {name: other, match: {in: none}, components: {app: {version: 9.9.9, config: {text: other}}}}
  rings:
    - {name: rest}
    - {name: canary, match: {ring: canary}, versions: %s}
  clusters:
    - {name: one, labels: {in: both, ring: canary}, components: %s}
`, say(platform), say(first), say(second), say(ring), say(cluster))
}

func TestLayersMerge(t *testing.T) {
	for _, tt := range []struct {
		name                             string
		platform, first, second, cluster string
		want                             map[string]any // what differs from the catalog and the profile
	}{
		{"defaults and profile", "{}", "", "", "", nil},
		{"platform over profile", "{config: {depth: {b: platform}}}", "", "", "",
			map[string]any{"depth": map[string]any{"a": "catalog", "b": "platform", "c": "profile"}}},
		{"group over platform", "{config: {text: platform}}", "{config: {text: first}}", "", "", map[string]any{"text": "first"}},
		{"later group over earlier", "", "{config: {text: first}}", "{config: {text: second}}", "", map[string]any{"text": "second"}},
		{"cluster over groups", "{config: {text: platform}}", "{config: {text: first}}", "{config: {text: second}}", "{config: {text: cluster}}",
			map[string]any{"text": "cluster"}},
		{"maps merge", "{config: {free: {p: 1}}}", "{config: {free: {f: 1, x: {f: 1}}}}", "{config: {free: {s: 1, x: {s: 1}}}}", "{config: {free: {c: 1}}}",
			map[string]any{"free": map[string]any{"from": "profile", "p": 1, "f": 1, "s": 1, "c": 1, "x": map[string]any{"f": 1, "s": 1}}}},
		{"lists replace", "{config: {list: [a, b, c]}}", "{config: {list: [d]}}", "", "", map[string]any{"list": []any{"d"}}},
		{"an empty list replaces", "{config: {list: [a, b]}}", "", "", "{config: {list: []}}", map[string]any{"list": []any{}}},
		{"an empty map changes nothing", "{config: {free: {p: 1}}}", "{config: {free: {}}}", "{config: {}}", "{}",
			map[string]any{"free": map[string]any{"from": "profile", "p": 1}}},
		{"empty text", "{config: {text: platform}}", `{config: {text: ""}}`, "", "", map[string]any{"text": ""}},
		{"zero", "{config: {number: 3}}", "", "", "{config: {number: 0}}", map[string]any{"number": 0}},
		{"false", "{config: {flag: true}}", "", "{config: {flag: false}}", "", map[string]any{"flag": false}},
		{"null", "{config: {nullable: platform}}", "{config: {nullable: null}}", "", "", map[string]any{"nullable": nil}},
		{"null gives way", "{config: {nullable: null}}", "", "", "{config: {nullable: cluster}}", map[string]any{"nullable": "cluster"}},
		{"null takes the place of a map", "{config: {free: {m: {a: 1}}}}", "{config: {free: {m: null}}}", "", "",
			map[string]any{"free": map[string]any{"from": "profile", "m": nil}}},
		{"a map takes the place of a list", "{config: {free: {m: [1]}}}", "", "", "{config: {free: {m: {a: 1}}}}",
			map[string]any{"free": map[string]any{"from": "profile", "m": map[string]any{"a": 1}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := smallPlatform(t, map[string]string{"app": smallChart("app", layersApp)},
				layersSpec(tt.platform, tt.first, tt.second, "", tt.cluster))
			want := map[string]any{"text": "catalog", "number": 1, "flag": true, "list": []any{"catalog"}, "nullable": "catalog",
				"depth": map[string]any{"a": "catalog", "b": "profile", "c": "profile"}, "free": map[string]any{"from": "profile"}}
			maps.Copy(want, tt.want)
			v := variantOn(p, "one", "app")
			if diff := cmp.Diff(want, v.Config, layersNumbers); diff != "" {
				t.Errorf("config (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(map[string]any{"settings": want}, v.Units[0].Values, layersNumbers); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
		})
	}
}

// layersNumbers makes a test's 1 equal to whatever kind of whole number was read.
var layersNumbers = cmp.FilterValues(func(a, b any) bool {
	whole := func(v any) bool { return strings.HasPrefix(fmt.Sprintf("%T", v), "int") }
	return whole(a) && whole(b)
}, cmp.Comparer(func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }))

func TestLayersVersion(t *testing.T) {
	for _, tt := range []struct {
		name, platform, first, second, ring, cluster, want string
	}{
		{"catalog", "{}", "", "", "", "", "1.0.0"},
		{"platform", "{version: 2.0.0}", "", "", "", "", "2.0.0"},
		{"group", "{version: 2.0.0}", "{version: 3.0.0}", "", "", "", "3.0.0"},
		{"later group", "", "{version: 3.0.0}", "{version: 4.0.0}", "", "", "4.0.0"},
		{"ring over group", "{}", "", "{version: 4.0.0}", "5.0.0", "", "5.0.0"},
		{"cluster over ring", "{}", "", "", "5.0.0", "{version: 6.0.0}", "6.0.0"},
		{"a level that says nothing", "{version: 2.0.0}", "{}", "", "", "{config: {text: x}}", "2.0.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := smallPlatform(t, map[string]string{"app": smallChart("app", layersApp)},
				layersSpec(tt.platform, tt.first, tt.second, tt.ring, tt.cluster))
			v := variantOn(p, "one", "app")
			if v.Version != tt.want || v.Units[0].Chart.Version != tt.want {
				t.Errorf("got %s, of the chart %s, want %s", v.Version, v.Units[0].Chart.Version, tt.want)
			}
		})
	}
}

func TestLayersEnabled(t *testing.T) {
	const off = "{enabled: false}"
	for _, tt := range []struct {
		name                                   string
		platform, first, second, ring, cluster string
		want                                   bool
	}{
		{"named nowhere", "", "", "", "", "", false},
		{"named by the platform", "{}", "", "", "", "", true},
		{"named by a group", "", "{}", "", "", "", true},
		{"named by a cluster", "", "", "", "", "{}", true},
		{"a pin does not enable", "", "", "", "5.0.0", "", false},
		{"off on the platform", off, "", "", "", "", false},
		{"off in a group", "{}", off, "", "", "", false},
		{"off in a later group", "{}", "{}", off, "", "", false},
		{"off on a cluster", "{}", "", "", "", off, false},
		{"named again by a group", off, "{}", "", "", "", true},
		{"named again by a later group", "{}", off, "{config: {text: x}}", "", "", true},
		{"enabled again by a cluster", off, off, off, "", "{enabled: true}", true},
		{"named again by a cluster", "{}", off, "", "", "{version: 2.0.0}", true},
		{"a pin does not enable again", "{}", off, "", "5.0.0", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := smallPlatform(t, map[string]string{"app": smallChart("app", layersApp)},
				layersSpec(tt.platform, tt.first, tt.second, tt.ring, tt.cluster))
			if got := variantOn(p, "one", "app") != nil; got != tt.want {
				t.Errorf("present: %v, want %v", got, tt.want)
			}
			var names []string
			for _, c := range p.Components {
				names = append(names, c.Name)
			}
			if got := slices.Contains(names, "app"); got != tt.want {
				t.Errorf("the platform has %v", names)
			}
		})
	}
}
