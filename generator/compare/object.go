package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// identity tells the objects of a unit apart. The version of a kind does not: an
// object that moves to another is the same one.
func identity(o map[string]any) string {
	i := object(o, Changed)
	group, _, found := strings.Cut(i.APIVersion, "/")
	if !found {
		group = ""
	}
	return strings.Join([]string{group, i.Kind, i.Namespace, i.Name}, "/")
}

func object(o map[string]any, change Change) Object {
	meta, _ := o["metadata"].(map[string]any)
	return Object{text(o["apiVersion"]), text(o["kind"]), text(meta["namespace"]), text(meta["name"]), change, []Field{}}
}

// Guarded tells the kinds of which a change may remove what is stored.
func Guarded(kind string) bool { return kind == "CustomResourceDefinition" || keepsData[kind] }

// ChangedObject is what sets an object apart from what it was; false where nothing does.
func ChangedObject(from, to map[string]any) (Object, bool) {
	o := object(to, Changed)
	diffFields("", from, to, &o.Fields)
	o.Fields = hidden(to, o.Fields)
	return o, len(o.Fields) > 0
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// hidden takes what a Secret holds out of its fields: that it changed is enough.
func hidden(o map[string]any, fields []Field) []Field {
	if o["kind"] != "Secret" {
		return fields
	}
	for i, f := range fields {
		if !under(f.Path, "data") && !under(f.Path, "stringData") {
			continue
		}
		if f.From != nil {
			fields[i].From = "(hidden)"
		}
		if f.To != nil {
			fields[i].To = "(hidden)"
		}
	}
	return fields
}

// carriers finds the texts in a value that hold a fact, by the paths that diffFields
// has for the same places: so it is told what was there before.
func carriers(path string, from, v any, f platform.Fact, out *[]Field) {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, written(f)) {
			*out = append(*out, Field{Path: path, Change: Changed, From: v, To: v, Fact: string(f)})
		}
	case map[string]any:
		before, _ := from.(map[string]any)
		for _, k := range slices.Sorted(maps.Keys(v)) {
			carriers(below(path, k), before[k], v[k], f, out)
		}
	case []any:
		before, _ := from.([]any)
		a, named := names(before)
		b, naming := names(v)
		for i, e := range v {
			at, was := fmt.Sprintf("%s[%d]", path, i), i
			if named && naming {
				at, was = path+"["+b[i]+"]", slices.Index(a, b[i])
			}
			var old any
			if was >= 0 && was < len(before) {
				old = before[was]
			}
			carriers(at, old, e, f, out)
		}
	}
}
