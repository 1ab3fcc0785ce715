package load

import (
	"maps"
	"slices"
)

// ValueAt finds what stands at a path; false where nothing does.
func ValueAt(v any, path []any) (any, bool) {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			next, ok := m[step]
			if !ok {
				return nil, false
			}
			v = next
		case int:
			list, _ := v.([]any)
			if step < 0 || step >= len(list) {
				return nil, false
			}
			v = list[step]
		}
	}
	return v, true
}

// leafPaths are the paths of what is no map, or an empty one, sorted.
func leafPaths(v map[string]any, under []any) [][]any {
	var out [][]any
	for _, key := range slices.Sorted(maps.Keys(v)) {
		path := append(slices.Clone(under), any(key))
		if m, ok := v[key].(map[string]any); ok && len(m) > 0 {
			out = append(out, leafPaths(m, path)...)
			continue
		}
		out = append(out, path)
	}
	return out
}

// LeafPaths are the paths of what is no map, or an empty one, sorted.
func LeafPaths(v map[string]any) [][]any { return leafPaths(v, nil) }
