package load

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/schemas"
)

// patched is a component with what people want changed: a version, a default, values, and values under a condition.
var patched = map[string]string{"web": strings.Replace(smallFields("web"), "\n", "\nimport \"strings\"\n", 1) + `
source: chart: {repository: "https://charts.example.com", name: "web", version: "1.0.0"} // renovate
#Config: {
	// How many.
	replicas: *1 | (int & >=1 & <=5)
	twice:    int & replicas*2
	// What it is called.
	title: *strings.ToUpper("web") | string
}
profiles: production: replicas: 3
values: {
	count: config.replicas
	image: tag: "a"
	titled: config.title
	list: [1, 2]
	if config.replicas > 1 {spread: "host"}
}
`}

func TestPatch(t *testing.T) {
	for name, c := range map[string]struct {
		patch   string
		version string
		values  map[string]any
	}{
		"nothing":     {"", "1.0.0", map[string]any{"count": 1, "image": map[string]any{"tag": "a"}, "titled": "WEB", "list": []any{1, 2}}},
		"a version":   {`source: chart: version: "2.0.0"`, "2.0.0", map[string]any{"count": 1, "image": map[string]any{"tag": "a"}, "titled": "WEB", "list": []any{1, 2}}},
		"a default":   {`#Config: replicas: *4 | (int & <=9)`, "1.0.0", map[string]any{"count": 4, "image": map[string]any{"tag": "a"}, "titled": "WEB", "list": []any{1, 2}, "spread": "host"}},
		"values":      {`values: {image: {tag: "b", pull: "Always"}, list: [3]}`, "1.0.0", map[string]any{"count": 1, "image": map[string]any{"tag": "b", "pull": "Always"}, "titled": "WEB", "list": []any{3}}},
		"an import":   {`#Config: title: *"Ours" | string`, "1.0.0", map[string]any{"count": 1, "image": map[string]any{"tag": "a"}, "titled": "Ours", "list": []any{1, 2}}},
		"more config": {"#Config: {\n// Ours.\nours: *\"x\" | string\n}\nvalues: ours: config.ours", "1.0.0", map[string]any{"count": 1, "image": map[string]any{"tag": "a"}, "titled": "WEB", "list": []any{1, 2}, "ours": "x"}},
		"in quotes":   {`"values": "image": "tag": "b"`, "1.0.0", map[string]any{"count": 1, "image": map[string]any{"tag": "b"}, "titled": "WEB", "list": []any{1, 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := smallLoad(t, patched, map[string]string{
				"platform.yaml":       "  catalogs: [builtin, ./ours]\n  components: {web: {}}\n  clusters: [{name: hub}]\n",
				"ours/web/patch.cue":  "package component\n" + c.patch + "\n",
				"ours/other/note.cue": "package component\n", // no component, and nobody's concern
			})
			if err != nil {
				t.Fatal(err)
			}
			v := p.Components[len(p.Components)-1].Variants[0]
			if diff := cmp.Diff(fmt.Sprint(c.values), fmt.Sprint(v.Units[0].Values)); diff != "" || v.Version != c.version || v.Units[0].Chart.Version != c.version {
				t.Errorf("version %s, values (-want +got):\n%s", v.Version, diff)
			}
			if !strings.Contains(strings.Join(p.Notes, "\n"), "component web of catalog builtin is changed by ./ours") {
				t.Errorf("notes %q", p.Notes)
			}
		})
	}
}

// TestPatchOnPatch: each catalog changes what those before it made.
func TestPatchOnPatch(t *testing.T) {
	p, err := smallLoad(t, patched, map[string]string{
		"platform.yaml":    "  catalogs: [builtin, ./a, ./b]\n  components: {web: {}}\n  clusters: [{name: hub}]\n",
		"a/web/patch.cue":  "package component\nsource: chart: version: \"2.0.0\"\nvalues: {image: tag: \"b\", a: 1}\n",
		"b/web/patch.cue":  "package component\nvalues: {image: tag: \"c\", b: config.twice}\n",
		"b/web/config.cue": "package component\n#Config: replicas: *2 | int\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	v := p.Components[len(p.Components)-1].Variants[0]
	const want = "2.0.0 map[a:1 b:4 count:2 image:map[tag:c] list:[1 2] spread:host titled:WEB]"
	if got := fmt.Sprint(v.Version, " ", v.Units[0].Values); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPatchRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"of nothing": {map[string]string{"ours/wbe/patch.cue": "package component\n"},
			"ours/wbe/patch.cue: changes a component wbe, and no catalog before this one has it\n    see: slipway catalog list, and spec.catalogs"},
		"beside a component": {map[string]string{"ours/web/patch.cue": "package component\n", "ours/web/component.cue": patched["web"]},
			"ours/web/patch.cue: stands beside a component.cue\n    a folder has one of them: a component, or what changes one"},
		"no CUE":         {map[string]string{"ours/web/patch.cue": "package component\nvalues: {\n"}, "ours/web/patch.cue:2:11: expected '}', found 'EOF'"},
		"unknown fields": {map[string]string{"ours/web/patch.cue": "package component\nvalue: 1\n"}, `ours/web/patch.cue:2:1: unknown field "value"`},
		"another name":   {map[string]string{"ours/web/patch.cue": "package component\nname: \"bew\"\n"}, `ours/web/patch.cue:2:1: name: must be "web", the name of the folder (got "bew")`},
		"a wrong type":   {map[string]string{"ours/web/patch.cue": "package component\nnamespace: 3\n"}, "ours/web/patch.cue:2:1: namespace: must be a string (got number 3)"},
		"under a condition": {map[string]string{"ours/web/patch.cue": "package component\n#Config: replicas: *2 | int\nvalues: spread: \"zone\"\n"},
			"values.spread: conflicting values"},
	} {
		t.Run(name, func(t *testing.T) {
			c.files["platform.yaml"] = "  catalogs: [builtin, ./ours]\n  components: {web: {}}\n  clusters: [{name: hub}]\n"
			if _, err := smallLoad(t, patched, c.files); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestEveryBuiltinComponentCanBeChanged: taking values out leaves the rest of the files as good as it was.
func TestEveryBuiltinComponentCanBeChanged(t *testing.T) {
	src := Sources{Schemas: schemas.FS, Catalog: catalog.FS}
	builtin, err := builtinCatalog(src)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, c := range builtin {
		text := "package component\n\ntitle: \"Ours\"\npodSecurity: \"privileged\"\n"
		if c.Source.Chart != nil {
			text += "source: chart: version: \"99.0.0\"\n"
		}
		files[name+"/patch.cue"] = &fstest.MapFile{Data: []byte(text)}
	}
	if err := CheckCatalog(src, "ours", files); err != nil {
		t.Fatal(err)
	}
	changed := compileCatalog(newContext(), schemas.FS, catalogSource{name: "ours", fsys: files}, builtin, everything).components
	for name, c := range builtin {
		is := changed[name]
		if is.Title != "Ours" || is.PodSecurity != "privileged" || is.Namespace != c.Namespace || c.Source.Chart != nil && is.Source.Chart.Version != "99.0.0" {
			t.Errorf("%s: %+v", name, is.Component)
		}
	}
}
