package generator

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/render"
)

// written is an object in the files of a component, as far as its lines tell.
type written struct{ kind, namespace, name string }

// objectsGone are the objects in Git that no variant of a component has any more,
// where the component stays.
func (d *destruction) objectsGone() ([]compare.Unit, error) {
	gone := map[string]map[written]bool{}
	for _, path := range slices.Concat(d.changes.Update, d.changes.Delete) {
		component, ok := componentFile(path)
		if !ok {
			continue
		}
		old, err := d.read(path)
		if err != nil {
			return nil, err
		}
		for o := range objectsIn(old) {
			if gone[component] == nil {
				gone[component] = map[written]bool{}
			}
			gone[component][o] = true
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	for _, f := range d.changes.Tree().Files() {
		component, ok := componentFile(f.Path)
		if !ok || len(gone[component]) == 0 {
			continue
		}
		for o := range objectsIn(f.Data) {
			delete(gone[component], o)
		}
	}
	return d.unitsWithout(gone), nil
}

func (d *destruction) unitsWithout(gone map[string]map[written]bool) (out []compare.Unit) {
	for _, component := range slices.Sorted(maps.Keys(gone)) {
		u := compare.Unit{Name: component, Component: component, Change: compare.Changed, Clusters: d.clustersWith(component)}
		for o := range gone[component] {
			u.Objects = append(u.Objects, compare.Object{Kind: o.kind, Namespace: o.namespace, Name: o.name, Change: compare.Removed})
		}
		slices.SortFunc(u.Objects, func(a, b compare.Object) int {
			return strings.Compare(a.Kind+"/"+a.Namespace+"/"+a.Name, b.Kind+"/"+b.Namespace+"/"+b.Name)
		})
		if len(u.Objects) > 0 && len(u.Clusters) > 0 {
			out = append(out, u)
		}
	}
	return out
}

// componentFile is the component whose file a path is.
func componentFile(path string) (component string, ok bool) {
	rest, ok := strings.CutPrefix(path, render.Generated+"/components/")
	component, _, _ = strings.Cut(rest, "/")
	return component, ok && strings.HasSuffix(path, ".yaml")
}

// objectsIn reads the lines that say what an object is, wherever it stands: files
// may be templates of the agent's and so no YAML, or hold objects as text, but
// those lines are always Slipway's own, and an object begins with its apiVersion.
func objectsIn(text []byte) map[written]bool {
	out := map[written]bool{}
	o, base, in := written{}, 0, ""
	for line := range bytes.Lines(text) {
		line := strings.TrimRight(string(line), "\r\n")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		key, value, _ := strings.Cut(line[indent:], ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch {
		case key == "apiVersion":
			o, base, in = written{}, indent, ""
		case indent == base && key == "kind":
			o.kind = value
		case indent == base:
			if in == "metadata" && o.kind != "" && o.name != "" {
				out[o] = true
			}
			in = key
		case indent == base+2 && in == "metadata" && key == "name":
			o.name = value
		case indent == base+2 && in == "metadata" && key == "namespace":
			o.namespace = value
		}
	}
	if in == "metadata" && o.kind != "" && o.name != "" {
		out[o] = true
	}
	return out
}
