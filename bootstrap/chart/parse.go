package chart

import (
	"unicode/utf8"

	yamlv2 "go.yaml.in/yaml/v2"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

// parseObject reads one document as Kubernetes does; one with nothing but comments is no object. Whole numbers become
// int64.
//
// Kubernetes goes from YAML by way of JSON text, which takes most of the time. Here that is left out for documents of
// nothing but strings, whole numbers, booleans and null, where it makes no difference.
func parseObject(text string) (map[string]any, error) {
	var root any
	if yamlv2.Unmarshal([]byte(text), &root) == nil {
		if v, ok := direct(root); ok {
			if obj, ok := v.(map[string]any); ok || v == nil {
				return obj, nil
			}
		}
	}
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return nil, err
	}
	var obj map[string]any
	return obj, json.Unmarshal(data, &obj)
}

// direct converts what the YAML library returns, false where JSON might have another word for it.
func direct(v any) (any, bool) {
	switch v := v.(type) {
	case nil, bool, int64:
		return v, true
	case int:
		return int64(v), true
	case string:
		return v, utf8.ValidString(v)
	case map[any]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			name, ok := key.(string)
			converted, fine := direct(value)
			if !ok || !fine || !utf8.ValidString(name) {
				return nil, false
			}
			out[name] = converted
		}
		return out, true
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			converted, ok := direct(e)
			if !ok {
				return nil, false
			}
			out[i] = converted
		}
		return out, true
	}
	return nil, false
}
