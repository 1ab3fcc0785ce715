package chart

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// keyedChart has what decides whether a key is known.
const keyedChart = `
-- Chart.yaml --
apiVersion: v2
name: keyed
version: 1.0.0
dependencies:
  - {name: held, version: 1.0.0, alias: store, repository: ""}
  - {name: absent, version: 2.0.0, repository: ""}
-- values.yaml --
# How many.
replicas: 1
nothing:
empty: {}
list: []
text: ""
#topLevel: 1
pdb:
  enabled: false
  # Only one of the two.
  # TODO: say which.
  # maxUnavailable: 1
  # deeper:
  #   key: value
  #   other:
  #     last: 1
  min: 1
after: true
podAnnotations: {a: b}
server.ini:
  section: {key: 1}
flags:
  a.b: 1
  c/d: 2
  plain: 3
one: {a.b: 1, c: 2, d: 3, e: 4, f: 5}
anchor: &anchor {x: 1}
alias: *anchor
store: {size: 1}
-- values.schema.json --
{"$defs": {"deep": {"type": "object", "properties": {"self": {"$ref": "#/$defs/deep"}, "end": {"type": "string"}}}},
 "type": "object", "additionalProperties": false,
 "properties": {
  "replicas": {"type": "integer", "maximum": 3}, "onlySchema": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false},
  "names": {"type": "object", "additionalProperties": {"type": "string"}}, "matched": {"type": "object", "patternProperties": {"^x": {}}},
  "any": {"type": "object"}, "tree": {"$ref": "#/$defs/deep"},
  "either": {"anyOf": [{"type": "object", "properties": {"left": {}}}, {"type": "object", "properties": {"right": {}}}]},
  "nothing": {}, "empty": {}, "list": {}, "text": {}, "topLevel": {}, "pdb": {}, "after": {}, "podAnnotations": {}, "server.ini": {}, "flags": {},
  "one": {}, "anchor": {}, "alias": {}, "store": {}, "absent": {}, "global": {}, "nameOverride": {"type": "string"}}}
-- templates/empty.yaml --
-- charts/held/Chart.yaml --
apiVersion: v2
name: held
version: 1.0.0
-- charts/held/values.yaml --
size: 2
path: /data
-- charts/held/values.schema.json --
{"properties": {"size": {"type": "integer"}}}
`

func inspected(t *testing.T, text string) *Facts {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(text)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	facts, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func TestWhichKeysAChartHas(t *testing.T) {
	facts := inspected(t, keyedChart)
	if !facts.Templates || facts.Name != "keyed" || facts.Version != "1.0.0" {
		t.Errorf("read %+v", facts)
	}
	keys, err := facts.Keys()
	if err != nil {
		t.Fatal(err)
	}
	// Keys are the same after they were written down.
	if keys, err = ParseKeys(keys.Text()); err != nil {
		t.Fatal(err)
	}
	type m = map[string]any
	for _, c := range []struct {
		values m
		want   [][]string
	}{
		{m{"replicas": 2, "fullnameOverride": "x", "topLevel": 1, "after": false}, nil},
		{m{"replica": 2, "pdb": m{"enable": true}}, [][]string{{"pdb", "enable"}, {"replica"}}},
		{m{"nothing": m{"a": 1}, "empty": m{"a": m{"b": 1}}, "list": m{"a": 1}}, nil},
		{m{"text": m{"a": 1}}, [][]string{{"text", "a"}}},
		{m{"pdb": m{"maxUnavailable": 1, "deeper": m{"key": 1, "other": m{"last": 1}}}}, nil},
		{m{"pdb": m{"TODO": 1}}, [][]string{{"pdb", "TODO"}}},
		{m{"maxUnavailable": 1, "pdb": m{"key": 1, "deeper": m{"last": 1}}}, [][]string{{"maxUnavailable"}, {"pdb", "deeper", "last"}, {"pdb", "key"}}},
		{m{"podAnnotations": m{"c": "d"}, "server.ini": m{"section": m{"new": 1}, "more": 1}, "flags": m{"mine": 1}}, nil},
		{m{"one": m{"c": 1, "z": 1}}, [][]string{{"one", "z"}}},
		{m{"alias": m{"x": 2, "y": 2}}, [][]string{{"alias", "y"}}},
		{m{"onlySchema": m{"a": "1", "b": "1"}, "names": m{"a": "b"}, "matched": m{"xy": 1}, "any": m{"a": 1}}, [][]string{{"onlySchema", "b"}}},
		{m{"tree": m{"self": m{"self": m{"end": "1", "ends": "1"}}}, "either": m{"left": 1, "right": 1, "up": 1}},
			[][]string{{"either", "up"}, {"tree", "self", "self", "ends"}}},
		{m{"store": m{"size": 1, "path": "/", "sizes": 1}, "held": m{}, "absent": m{"a": 1}, "global": m{"a": 1}}, [][]string{{"held"}, {"store", "sizes"}}},
	} {
		if diff := cmp.Diff(c.want, keys.Unknown(c.values)); diff != "" {
			t.Errorf("%v: unknown (-want +got):\n%s", c.values, diff)
		}
	}
}

func TestWhatASchemaRefuses(t *testing.T) {
	facts := inspected(t, keyedChart)
	refused, err := facts.CheckValues(map[string]any{
		"replicas": 4, "onlySchema": map[string]any{"a": int64(1), "b": "c"}, "wrong": true, "store": map[string]any{"size": "big"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Refusal{
		{nil, "additional properties 'wrong' not allowed"},
		{[]string{"onlySchema"}, "additional properties 'b' not allowed"},
		{[]string{"onlySchema", "a"}, "got number, want string"},
		{[]string{"replicas"}, "maximum: got 4, want 3"},
		{[]string{"store", "size"}, "got string, want integer"},
	}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if refused, err = facts.CheckValues(map[string]any{"replicas": 3}); err != nil || len(refused) > 0 {
		t.Errorf("refused %v, %v", refused, err)
	}
}

// TestASchemaAsksNobody: one that refers to another that is not in the chart cannot be used, and nothing is fetched.
func TestASchemaAsksNobody(t *testing.T) {
	facts := inspected(t, `
-- Chart.yaml --
apiVersion: v2
name: far
version: 1.0.0
-- values.schema.json --
{"properties": {"a": {"$ref": "http://127.0.0.1:1/schema.json"}}}
`)
	_, err := facts.CheckValues(map[string]any{"a": 1})
	if want := "check values of chart far: compile values.schema.json: "; err == nil || err.Error()[:len(want)] != want {
		t.Errorf("error %v", err)
	}
}

func TestKeysThatCannotBeRead(t *testing.T) {
	for _, text := range []string{" a\n", "a\n  b\n", "a\n\nb\n"} {
		if _, err := ParseKeys([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
