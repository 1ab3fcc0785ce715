package compare

import "github.com/slipway-platform/slipway/generator/platform"

// watchedFields are what an agent heeds of a unit besides what it applies: which
// fields it leaves alone, when a kind is healthy, and where a tenant's own objects
// come from.
func watchedFields(u *platform.Unit) map[string]any {
	out := map[string]any{}
	v := u.Variant
	first := len(v.Units) == 0 || u == v.Units[0]
	if t := v.Component.Tenant; t != nil && first {
		out["repository"] = given(map[string]any{"url": t.Repository.URL, "branch": t.Repository.Branch, "path": t.Repository.Path})
	}
	if first || u.Chart != nil {
		put(out, "ignoreDrift", v.IgnoreDrift, driftFields)
	}
	put(out, "health", v.Component.Health, healthFields)
	return out
}

// put adds a list, where there is any.
func put[T any](out map[string]any, key string, items []T, fields func(T) map[string]any) {
	var list []any
	for _, item := range items {
		list = append(list, fields(item))
	}
	if len(list) > 0 {
		out[key] = list
	}
}

func driftFields(d platform.IgnoreDrift) map[string]any {
	out := given(map[string]any{"group": d.Group, "kind": d.Kind, "name": d.Name, "namespace": d.Namespace})
	if len(d.JSONPointers) > 0 {
		out["jsonPointers"] = words(d.JSONPointers)
	}
	if len(d.JQPaths) > 0 {
		out["jqPaths"] = words(d.JQPaths)
	}
	return out
}

func healthFields(h platform.Health) map[string]any {
	return given(map[string]any{"group": h.Group, "version": h.Version, "kind": h.Kind, "condition": h.Condition, "status": h.Status})
}

func words(list []string) []any {
	out := make([]any, len(list))
	for i, text := range list {
		out[i] = text
	}
	return out
}
