package redact

import (
	"regexp"
	"slices"
)

var named = regexp.MustCompile(`(?i)(?:` + names + `)$`)

// filled are fields that people fill in themselves: their keys tell what is set,
// and their values may be anything.
var filled = []string{"data", "stringData", "binaryData", "values", "valuesObject", "valuesInline", "parameters", "substitute"}

// dropped are fields that repeat others.
var dropped = []string{"managedFields", "kubectl.kubernetes.io/last-applied-configuration"}

// Object is a copy of an object without what may be a credential: the values of
// what people fill in, of environments, and of fields that are named as one.
func (v Values) Object(obj map[string]any) map[string]any {
	out, _ := v.any(obj).(map[string]any)
	return out
}

func (v Values) any(value any) any {
	switch value := value.(type) {
	case map[string]any:
		out := map[string]any{}
		_, isNamed := value["name"].(string)
		for key, inner := range value {
			text, isText := inner.(string)
			switch {
			case slices.Contains(dropped, key):
			case slices.Contains(filled, key):
				out[key] = removed(inner)
			case isText && text != "" && (named.MatchString(key) || isNamed && key == "value"):
				out[key] = Mark
			default:
				out[key] = v.any(inner)
			}
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i := range value {
			out[i] = v.any(value[i])
		}
		return out
	case string:
		return v.Text(value)
	}
	return value
}

// removed keeps the keys alone.
func removed(value any) any {
	switch value := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, inner := range value {
			out[key] = removed(inner)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i := range value {
			out[i] = removed(value[i])
		}
		return out
	case nil:
		return nil
	}
	return Mark
}
