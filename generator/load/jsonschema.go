package load

import (
	"encoding/json"
	"fmt"

	"cuelang.org/go/cue/format"
	"cuelang.org/go/encoding/jsonschema"
)

// JSONSchema returns the JSON Schema of platform.yaml, for editors.
func JSONSchema(src Sources) ([]byte, error) {
	agents, err := agentNames(src.Agents)
	if err != nil {
		return nil, err
	}
	schema, err := compileInputSchema(newContext(), src.Schemas, Enums{Agents: agents, Topologies: Topologies(), Deliveries: Deliveries(), Providers: src.Providers})
	if err != nil {
		return nil, err
	}
	expr, err := jsonschema.Generate(schema.definition(inputPlatform), nil)
	if err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	text, err := format.Node(expr)
	if err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	var v any
	if err := newContext().CompileBytes(text).Decode(&v); err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("make JSON Schema: %w", err)
	}
	return append(out, '\n'), nil
}
