package compare

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// TestFields compares values as YAML writes them.
func TestFields(t *testing.T) {
	tests := []struct {
		name, from, to string
		want           []Field
	}{
		{"order of keys", "{a: 1, b: 2}", "{b: 2, a: 1}", nil},
		{"kinds of numbers", "{a: 1}", "{a: 1.0}", nil},
		{"large numbers of two kinds", "{a: 1000000, b: [1000000, 1.0]}", "{a: 1e6, b: [1e6, 1]}", nil},
		{"numbers that only round to one", "{a: 9007199254740993}", "{a: 9007199254740992.0}", []Field{{"a", Changed, 9007199254740993, 9007199254740992.0, ""}}},
		{"numbers past 64 bits", "{a: 18446744073709551615}", "{a: 18446744073709551614}", []Field{{"a", Changed, uint64(18446744073709551615), uint64(18446744073709551614), ""}}},
		{"no number", "{a: .inf}", "{a: .inf}", nil},
		{"a number and a text", "{a: 1}", "{a: \"1\"}", []Field{{"a", Changed, 1, "1", ""}}},
		{"null is a value", "{a: null}", "{}", []Field{{"a", Removed, nil, nil, ""}}},
		{"deep", "{a: {b: {c: x}}}", "{a: {b: {c: y, d: z}}}", []Field{{"a.b.c", Changed, "x", "y", ""}, {"a.b.d", Added, nil, "z", ""}}},
		{"odd keys", "{labels: {app.io/x: a}}", "{labels: {app.io/x: b}}", []Field{{`labels["app.io/x"]`, Changed, "a", "b", ""}}},
		{"a list of words is a value", "{a: [x, y]}", "{a: [x, z]}", []Field{{"a", Changed, []any{"x", "y"}, []any{"x", "z"}, ""}}},
		{"items by name", "{c: [{name: a, v: 1}, {name: b, v: 2}]}", "{c: [{name: b, v: 3}, {name: d, v: 4}]}", []Field{
			{"c[a]", Removed, map[string]any{"name": "a", "v": 1}, nil, ""},
			{"c[b].v", Changed, 2, 3, ""},
			{"c[d]", Added, nil, map[string]any{"name": "d", "v": 4}, ""},
		}},
		{"named items in another order", "{c: [{name: a}, {name: b}]}", "{c: [{name: b}, {name: a}]}", []Field{{"c", Changed, []string{"a", "b"}, []string{"b", "a"}, ""}}},
		{"items by place", "{r: [{v: 1}, {v: 2}]}", "{r: [{v: 1}, {v: 3}]}", []Field{{"r[1].v", Changed, 2, 3, ""}}},
		{"lists of other lengths", "{r: [{v: 1}]}", "{r: [{v: 1}, {v: 3}]}", []Field{{"r", Changed, []any{map[string]any{"v": 1}}, []any{map[string]any{"v": 1}, map[string]any{"v": 3}}, ""}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []Field
			diffFields("", decode(t, tt.from), decode(t, tt.to), &got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFactsAreToldOnce: a text with a fact that changed is told where it is told of other
// texts, and once where it is another text as well.
func TestFactsAreToldOnce(t *testing.T) {
	const host, other = "a.$(cluster.domain)", "b.$(cluster.domain)"
	tests := []struct {
		name, from, to string
		want           []Field
	}{
		{"by name", "{c: [{name: web, host: HOST}]}", "{c: [{name: web, host: HOST}]}", []Field{{"c[web].host", Changed, host, host, "domain"}}},
		{"another text by name", "{c: [{name: web, host: HOST}]}", "{c: [{name: web, host: OTHER}]}", []Field{{"c[web].host", Changed, host, other, ""}}},
		{"named by now", "{c: [{host: HOST}]}", "{c: [{name: web, host: OTHER}]}", []Field{{"c[0].host", Changed, host, other, ""}, {"c[0].name", Added, nil, "web", ""}}},
		{"by place", "{c: [{host: HOST}, x]}", "{c: [{host: HOST}, y]}", []Field{{"c[1]", Changed, "x", "y", ""}, {"c[0].host", Changed, host, host, "domain"}}},
		{"one more by name", "{c: [{name: web, host: HOST}]}", "{c: [{name: api, host: OTHER}, {name: web, host: HOST}]}", []Field{
			{"c[api]", Added, nil, map[string]any{"name": "api", "host": other}, ""}, {"c[web].host", Changed, host, host, "domain"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			of := func(text string) *content {
				text = strings.NewReplacer("HOST", host, "OTHER", other).Replace(text)
				return &content{fields: decode(t, text).(map[string]any)}
			}
			u, from, to := &Unit{}, of(tt.from), of(tt.to)
			u.Fields, u.Objects = from.diff(to)
			u.carry(from.carriers(to, "domain"))
			if diff := cmp.Diff(tt.want, u.Fields); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSecretsAreNotShown: that what a Secret holds changed is all that is told.
func TestSecretsAreNotShown(t *testing.T) {
	secret := map[string]any{"kind": "Secret"}
	got := hidden(secret, []Field{{Path: "data.password", Change: Changed, From: "YQ==", To: "Yg=="}, {Path: "stringData", Change: Added, To: map[string]any{"x": "y"}}, {Path: "type", Change: Changed, From: "a", To: "b"}})
	want := []Field{{Path: "data.password", Change: Changed, From: "(hidden)", To: "(hidden)"}, {Path: "stringData", Change: Added, To: "(hidden)"}, {Path: "type", Change: Changed, From: "a", To: "b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var v map[string]any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
