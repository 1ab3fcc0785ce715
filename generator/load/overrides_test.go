package load

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

func TestOverrides(t *testing.T) {
	u, ps := inputTestRead(fstest.MapFS{
		"platform.yaml":                {Data: []byte(inputTestGood)},
		"overrides/.gitkeep":           {},
		"overrides/README.md":          {Data: []byte("not read")},
		"overrides/velero.yaml":        {Data: []byte("# nothing yet\n")},
		"overrides/traefik.yaml":       {Data: []byte("a: {b: 1, c: null, d: [1.5, yes, true]}\n")},
		"overrides/traefik/one.yaml":   {Data: []byte("a:\n  b: 2\n")},
		"overrides/metallb/other.yaml": {Data: []byte("{}\n")},
	})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	type row struct {
		Component, Cluster, File string
		Values                   map[string]any
	}
	var got []row
	for _, o := range u.overrides {
		got = append(got, row{o.Component, o.Cluster, o.File, o.Values})
	}
	want := []row{
		{"metallb", "other", "overrides/metallb/other.yaml", map[string]any{}},
		{"traefik", "", "overrides/traefik.yaml", map[string]any{"a": map[string]any{"b": int64(1), "c": nil, "d": []any{1.5, "yes", true}}}},
		{"traefik", "one", "overrides/traefik/one.yaml", map[string]any{"a": map[string]any{"b": int64(2)}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got, want := u.overrides[2].at("a", "b").String(), "overrides/traefik/one.yaml:2:6"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := len(u.overridesFor(&platform.Component{Name: "traefik"}, "one")); n != 2 {
		t.Errorf("got %d overrides of traefik on one", n)
	}
	if hasClusterOverride(u.overridesFor(&platform.Component{Name: "traefik"}, "two")) {
		t.Error("an override of cluster one is applied to two")
	}
}
