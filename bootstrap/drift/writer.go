package drift

import (
	"encoding/json"
	"strings"
)

// entry is what an object says of one who wrote it.
type entry struct {
	manager, time string
	same          string // who else would be this one: manager, operation and subresource
	fields        map[string]any
}

// Writer is the field manager that made an object be as it is after: the one that
// has the fields that changed, or, where these are gone, the one that wrote last.
func Writer(before, after map[string]any, changed []Field) string {
	was := map[string]entry{}
	for _, e := range entries(before) {
		was[e.same] = e
	}
	var owner, last entry
	for _, e := range entries(after) {
		if e.time != was[e.same].time && e.time >= last.time {
			last = e
		}
		if e.time >= owner.time && ownsOne(e.fields, changed) {
			owner = e
		}
	}
	if owner.manager != "" {
		return owner.manager
	}
	return last.manager
}

// entries are those who wrote anything but the status.
func entries(obj map[string]any) []entry {
	meta, _ := obj["metadata"].(map[string]any)
	list, _ := meta["managedFields"].([]any)
	var out []entry
	for _, one := range list {
		m, _ := one.(map[string]any)
		e := entry{manager: printable(m["manager"]), fields: mapOf(m["fieldsV1"])}
		e.time, _ = m["time"].(string)
		sub, _ := m["subresource"].(string)
		operation, _ := m["operation"].(string)
		if e.same = e.manager + "\x00" + operation + "\x00" + sub; sub != "status" {
			out = append(out, e)
		}
	}
	return out
}

// printable is the name that a program gave itself, which may be anything.
func printable(v any) string {
	text, _ := v.(string)
	return strings.Join(strings.FieldsFunc(text, unprintable), " ")
}

func mapOf(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func ownsOne(fields map[string]any, changed []Field) bool {
	for _, f := range changed {
		if owns(fields, f.steps) {
			return true
		}
	}
	return false
}

// owns follows a path in the notation of managedFields: f:NAME, and k:KEYS for an
// element of a list. What owns a map or list without its parts owns these as well.
func owns(fields map[string]any, steps []string) bool {
	if len(steps) == 0 {
		return len(fields) > 0
	}
	for i, s := range steps {
		if fields == nil {
			return false
		}
		below := child(fields, s)
		if below == nil {
			return i > 0 && len(fields) == 0
		}
		fields = below
	}
	return true
}

func child(fields map[string]any, step string) map[string]any {
	name, isElement := strings.CutPrefix(step, "[")
	if !isElement {
		return mapOf(fields["f:"+step])
	}
	for key, below := range fields {
		keys, ok := strings.CutPrefix(key, "k:")
		var named struct{ Name string }
		if ok && json.Unmarshal([]byte(keys), &named) == nil && named.Name == strings.TrimSuffix(name, "]") {
			return mapOf(below)
		}
	}
	return nil
}
