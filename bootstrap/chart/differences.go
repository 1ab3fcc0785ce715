package chart

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// differences compares two renders of a chart, object by object. It names places and never values: they may be secret.
func differences(first, second []map[string]any) []Generated {
	a, b := byName(first), byName(second)
	var out []Generated
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if len(a[name]) != len(b[name]) {
			out = append(out, Generated{name, "metadata.name"})
			continue
		}
		for i := range a[name] {
			for _, field := range differing(nil, "", a[name][i], b[name][i]) {
				out = append(out, Generated{name, field})
			}
		}
	}
	for name := range b {
		if len(a[name]) == 0 {
			out = append(out, Generated{name, "metadata.name"})
		}
	}
	return out
}

func byName(objects []map[string]any) map[string][]map[string]any {
	out := map[string][]map[string]any{}
	for _, o := range objects {
		name := objectName(o)
		out[name] = append(out[name], o)
	}
	return out
}

// objectName is a kind with a namespace and a name, as people write it.
func objectName(o map[string]any) string {
	meta, _ := o["metadata"].(map[string]any)
	name := fmt.Sprint(cmp.Or(meta["name"], meta["generateName"]))
	if namespace, _ := meta["namespace"].(string); namespace != "" {
		name = namespace + "/" + name
	}
	return fmt.Sprint(o["kind"], " ", name)
}

// differing adds the paths of what differs.
func differing(out []string, path string, a, b any) []string {
	mapA, okA := a.(map[string]any)
	mapB, okB := b.(map[string]any)
	if okA && okB {
		keys := maps.Clone(mapA)
		maps.Copy(keys, mapB)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			out = differing(out, strings.TrimPrefix(path+"."+key, "."), mapA[key], mapB[key])
		}
		return out
	}
	listA, okA := a.([]any)
	listB, okB := b.([]any)
	if okA && okB && len(listA) == len(listB) {
		for i := range listA {
			out = differing(out, fmt.Sprintf("%s[%d]", path, i), listA[i], listB[i])
		}
		return out
	}
	if !reflect.DeepEqual(a, b) {
		out = append(out, path)
	}
	return out
}

func compareGenerated(a, b Generated) int {
	return cmp.Or(strings.Compare(a.Object, b.Object), strings.Compare(a.Field, b.Field))
}
