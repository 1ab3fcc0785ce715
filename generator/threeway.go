package generator

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/tree"
)

// ThreeWay says of an edited file, which is generated otherwise by now, who
// changed what of it since it was generated.
type ThreeWay struct {
	You       []ValueDiff `json:"you"`
	Slipway   []ValueDiff `json:"slipway"`
	Conflicts []Conflict  `json:"conflicts"`
}

// ValueDiff is one value, or lines; what is nil is not there.
type ValueDiff struct {
	Path string `json:"path"`
	From any    `json:"from"`
	To   any    `json:"to"`
}

// Conflict is a value, or lines, of which both made something else.
type Conflict struct {
	Path    string `json:"path"`
	From    any    `json:"from"`
	You     any    `json:"you"`
	Slipway any    `json:"slipway"`
}

// ThreeWayOf is nil where nobody but the user changed anything, and where it is
// not known what was edited. YAML is compared by value, anything else by lines.
func ThreeWayOf(e tree.Edit) *ThreeWay {
	if e.Base == nil || bytes.Equal(e.Base, e.Want) {
		return nil
	}
	base, have, want := leavesOf(e.Path, e.Base), leavesOf(e.Path, e.Have), leavesOf(e.Path, e.Want)
	if base == nil || have == nil || want == nil {
		return threeWayLines(string(e.Base), string(e.Have), string(e.Want))
	}
	out := &ThreeWay{You: []ValueDiff{}, Slipway: []ValueDiff{}, Conflicts: []Conflict{}}
	for _, path := range slices.Sorted(keysOf(base, have, want)) {
		was, you, now := base[path], have[path], want[path]
		yours, ours := !reflect.DeepEqual(was, you), !reflect.DeepEqual(was, now)
		switch {
		case yours && ours && !reflect.DeepEqual(you, now):
			out.Conflicts = append(out.Conflicts, Conflict{path, was, you, now})
		case yours && !ours:
			out.You = append(out.You, ValueDiff{path, was, you})
		case ours:
			out.Slipway = append(out.Slipway, ValueDiff{path, was, now})
		}
	}
	return out
}

// leavesOf are the values of a text by path; nil where it is no YAML.
func leavesOf(name string, text []byte) map[string]any {
	if !isYAML(name) {
		return nil
	}
	values, rest, err := valuesIn(text)
	if err != nil {
		return nil
	}
	if _, object := values["kind"].(string); object && values["metadata"] != nil {
		values, rest = nil, append([]any{values}, rest...)
	}
	out := map[string]any{}
	for _, path := range load.LeafPaths(values) {
		out[load.PathText(path...)], _ = load.ValueAt(values, path)
	}
	for i, doc := range undigested(rest) {
		m, _ := doc.(map[string]any)
		for _, path := range load.LeafPaths(m) {
			out[fmt.Sprintf("%s: %s", cmp.Or(called(m), fmt.Sprint(i+1)), load.PathText(path...))], _ = load.ValueAt(m, path)
		}
	}
	return out
}

// called tells an object from others of its file, wherever it stands there.
func called(object map[string]any) string {
	kind, _ := object["kind"].(string)
	meta, _ := object["metadata"].(map[string]any)
	namespace, _ := meta["namespace"].(string)
	name, _ := meta["name"].(string)
	return strings.TrimSpace(kind + " " + path.Join(namespace, name))
}
