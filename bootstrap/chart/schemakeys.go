package chart

import (
	"encoding/json"
	"strings"
)

// takeSchema takes the properties that a schema has.
func (k *Keys) takeSchema(schema []byte) error {
	if schema == nil {
		return nil
	}
	var root map[string]any
	if err := json.Unmarshal(schema, &root); err != nil {
		return err
	}
	(&schemaKeys{root: root}).take(k, root, 0)
	return nil
}

// schemaKeys reads a schema whose references are all to itself.
type schemaKeys struct{ root map[string]any }

// deepest is how far references are followed: schemas may contain themselves.
const deepest = 12

func (s *schemaKeys) take(k *Keys, schema map[string]any, depth int) {
	if depth > deepest {
		k.Free = true
		return
	}
	if ref, ok := schema["$ref"].(string); ok {
		if target := s.find(ref); target != nil {
			s.take(k, target, depth+1)
		} else {
			k.Free = true
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, below := range properties {
		sub, _ := below.(map[string]any)
		s.take(k.at(name), sub, depth+1)
	}
	_, others := schema["additionalProperties"].(map[string]any)
	patterns, _ := schema["patternProperties"].(map[string]any)
	// An object that says nothing of what is in it is one for anything.
	open := len(properties) == 0 && schema["type"] == "object" && schema["additionalProperties"] != false && depth > 0
	k.Free = k.Free || depth > 0 && (others || len(patterns) > 0 || open)
	for _, part := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := schema[part].([]any)
		for _, one := range list {
			sub, _ := one.(map[string]any)
			s.take(k, sub, depth+1)
		}
	}
	for _, part := range []string{"then", "else"} {
		if sub, ok := schema[part].(map[string]any); ok {
			s.take(k, sub, depth+1)
		}
	}
}

// find follows a reference such as #/$defs/resources.
func (s *schemaKeys) find(ref string) map[string]any {
	rest, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil
	}
	at := s.root
	for name := range strings.SplitSeq(strings.TrimPrefix(rest, "/"), "/") {
		if name == "" {
			continue
		}
		at, _ = at[strings.NewReplacer("~1", "/", "~0", "~").Replace(name)].(map[string]any)
	}
	return at
}
