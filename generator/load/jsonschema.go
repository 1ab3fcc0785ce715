package load

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/encoding/jsonschema"
)

// JSONSchemaFile is where MakeJSONSchema's result is kept among the schemas: to
// make it takes as long as to load a platform.
const JSONSchemaFile = "platform.schema.json"

// MakeJSONSchema makes it of the schemas and the builtin catalog.
func MakeJSONSchema(src Sources) ([]byte, error) {
	enums, err := enumsOf(src)
	if err != nil {
		return nil, err
	}
	input, err := compileInputSchema(newContext(), src.Schemas, enums)
	if err != nil {
		return nil, err
	}
	catalog, err := builtinCatalog(src)
	if err != nil {
		return nil, err
	}
	schema, err := jsonSchemaOf(input.definition(inputPlatform), func(name string) cue.Value { return input.definition("#" + name) })
	if err != nil {
		return nil, err
	}
	configs, err := configSchemas(catalog)
	if err != nil {
		return nil, err
	}
	return schemaText(schema, configs)
}

// schemaText is a schema that knows components.
func schemaText(schema jsonObject, components []configSchema) ([]byte, error) {
	for _, c := range components {
		c.addTo(schema)
	}
	out, err := json.MarshalIndent(schema, "", " ")
	if err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	return append(out, '\n'), nil
}

// jsonObject is a JSON Schema or a part of it.
type jsonObject = map[string]any

// jsonSchemaOf makes the JSON Schema of a definition. The library leaves out what
// is taken where nothing is given, which is added. Find finds a definition by the
// name under which the schema refers to it.
func jsonSchemaOf(v cue.Value, find func(name string) cue.Value) (jsonObject, error) {
	expr, err := jsonschema.Generate(v, nil)
	if err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	text, err := format.Node(expr)
	if err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	var out jsonObject
	if err := newContext().CompileBytes(text).Decode(&out); err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	mend(out)
	addDefaults(v, out)
	defs, _ := out["$defs"].(jsonObject)
	for name, def := range defs {
		if of := find(name); of.Exists() {
			addDefaults(of, def.(jsonObject))
		}
	}
	return out, nil
}

// mend puts right what the library makes of two things in CUE. An open struct
// becomes one that is empty; and a text with a fact in it, which nobody knows
// before there is a cluster, becomes anything.
func mend(v any) {
	switch v := v.(type) {
	case jsonObject:
		if empty, ok := v["const"].(jsonObject); ok && len(empty) == 0 {
			delete(v, "const")
			v["type"] = "object"
		}
		if all, ok := v["anyOf"].([]any); ok {
			delete(v, "anyOf")
			if known := slices.DeleteFunc(all, func(e any) bool { return e == true }); len(known) > 0 {
				v["anyOf"] = known
			}
		}
		for _, e := range v {
			mend(e)
		}
	case []any:
		for _, e := range v {
			mend(e)
		}
	}
}

// addDefaults adds to the properties of a schema what they are by default.
func addDefaults(v cue.Value, schema jsonObject) {
	properties, _ := schema["properties"].(jsonObject)
	fields, err := v.Fields(cue.Optional(true))
	if err != nil {
		return
	}
	for fields.Next() {
		property, ok := properties[strings.TrimRight(fields.Selector().Unquoted(), "!?")].(jsonObject)
		if !ok {
			continue
		}
		var value any
		if d, ok := fields.Value().Default(); ok && d.IncompleteKind() != cue.StructKind && d.Decode(&value) == nil {
			property["default"] = value
		}
		addDefaults(fields.Value(), property)
		if items, ok := property["items"].(jsonObject); ok {
			addDefaults(fields.Value().LookupPath(cue.MakePath(cue.AnyIndex)), items)
		}
	}
}
