package drift

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/redact"
)

// longest is how much of a value is shown.
const longest = 40

// Fields are the fields in which two states of an object differ, without its status
// and what the server counts. Ignored are annotations that say nothing of what it is to be.
func Fields(before, after map[string]any, ignored func(annotation string) bool) []Field {
	var out []Field
	walk := func(from, to any, steps ...string) {
		compare(from, to, steps, func(f Field) { out = append(out, f) })
	}
	for _, key := range keysOf(before, after) {
		switch key {
		case "apiVersion", "kind", "status", "metadata":
		default:
			walk(before[key], after[key], key)
		}
	}
	walk(part(before, "labels", nil), part(after, "labels", nil), "metadata", "labels")
	walk(part(before, "annotations", ignored), part(after, "annotations", ignored), "metadata", "annotations")
	if isSecret(before) || isSecret(after) {
		hide(out)
	}
	return out
}

// part is one of an object's maps of metadata, never nil, without what is left out.
func part(obj map[string]any, name string, without func(string) bool) map[string]any {
	meta, _ := obj["metadata"].(map[string]any)
	had, _ := meta[name].(map[string]any)
	out := map[string]any{}
	for key, value := range had {
		if key != "kubectl.kubernetes.io/last-applied-configuration" && key != "deployment.kubernetes.io/revision" && (without == nil || !without(key)) {
			out[key] = value
		}
	}
	return out
}

func isSecret(obj map[string]any) bool { return obj["kind"] == "Secret" && obj["apiVersion"] == "v1" }

// hide takes the values out of a Secret's fields, all but its labels.
func hide(fields []Field) {
	for i, f := range fields {
		if f.steps[0] != "metadata" || f.steps[1] != "labels" {
			fields[i].From, fields[i].To, fields[i].Hidden = "", "", true
		}
	}
}

// compare finds the deepest fields that differ.
func compare(from, to any, steps []string, found func(Field)) {
	a, aIs := elements(from)
	b, bIs := elements(to)
	if !aIs || !bIs {
		if !reflect.DeepEqual(from, to) {
			found(fieldOf(from, to, steps))
		}
		return
	}
	for _, key := range keysOf(a, b) {
		compare(a[key], b[key], append(slices.Clip(steps), key), found)
	}
}

// elements are what is below a map, or below a list whose elements have names;
// a name is written as [name].
func elements(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case []any:
		out := map[string]any{}
		for _, one := range v {
			m, _ := one.(map[string]any)
			name, _ := m["name"].(string)
			if name == "" || out["["+name+"]"] != nil {
				return nil, false
			}
			out["["+name+"]"] = m
		}
		return out, len(v) > 0
	}
	return nil, false
}

func keysOf(a, b map[string]any) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

func fieldOf(from, to any, steps []string) Field {
	f := Field{Path: dotted(steps), From: brief(from), To: brief(to), steps: steps, digest: [2]string{digest(from), digest(to)}}
	if f.From == f.To { // they differ behind what is shown
		f.From, f.To, f.Hidden = "", "", true
	}
	return f
}

// dotted writes a path: a key that holds a dot or a slash stands in brackets.
func dotted(steps []string) string {
	var b strings.Builder
	for i, s := range steps {
		switch {
		case strings.HasPrefix(s, "["):
			b.WriteString(s)
		case strings.ContainsAny(s, "./"):
			b.WriteString("[" + s + "]")
		case i > 0:
			b.WriteString("." + s)
		default:
			b.WriteString(s)
		}
	}
	return b.String()
}

// brief is a value in one short line.
func brief(v any) string {
	if v == nil {
		return ""
	}
	text, isText := v.(string)
	if !isText || text == "" {
		data, err := json.Marshal(v)
		if err != nil {
			return "?"
		}
		text = string(data)
	}
	text = redact.Text(strings.Join(strings.FieldsFunc(text, unprintable), " "))
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest-1]) + "…"
	}
	return text
}

// unprintable tells what would move a terminal's cursor or change its colours.
func unprintable(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }

func digest(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
