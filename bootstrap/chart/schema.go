package chart

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"sigs.k8s.io/yaml"
)

// This is the only file that knows the library of JSON Schema, which is the one that Helm has. Helm's own call of it asks
// the network for schemas that a schema refers to.

// Refusal is what a chart's schema does not take.
type Refusal struct {
	Path    []string // in the values
	Message string
}

// schemaURL is what errors would call the schema.
const schemaURL = "file:///values.schema.json"

// noLoader finds no schema beside the one that is given.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("the schema refers to %s, which is not in the chart", url)
}

// refusedBy checks values, which stand at a path, against a schema.
func refusedBy(schema []byte, values map[string]any, at []string) ([]Refusal, error) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, fmt.Errorf("read values.schema.json: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(noLoader{})
	if err := compiler.AddResource(schemaURL, parsed); err != nil {
		return nil, fmt.Errorf("read values.schema.json: %w", err)
	}
	compiled, err := compiler.Compile(schemaURL)
	if err != nil {
		return nil, fmt.Errorf("compile values.schema.json: %w", err)
	}
	text, err := yaml.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("write values: %w", err)
	}
	plain, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, fmt.Errorf("write values: %w", err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
	if err != nil {
		return nil, fmt.Errorf("write values: %w", err)
	}
	refused, ok := compiled.Validate(instance).(*jsonschema.ValidationError)
	if !ok {
		return nil, nil
	}
	return leavesOf(refused, at, nil), nil
}

// leavesOf are the causes that have none of their own: what stands above them only says that something below is wrong. Of
// alternatives none of which fits the first is as good as any.
func leavesOf(e *jsonschema.ValidationError, at []string, out []Refusal) []Refusal {
	causes := e.Causes
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		causes = causes[:min(len(causes), 1)]
	}
	for _, cause := range causes {
		out = leavesOf(cause, at, out)
	}
	if len(causes) == 0 {
		out = append(out, Refusal{Path: slices.Concat(at, e.InstanceLocation), Message: e.ErrorKind.LocalizedString(message.NewPrinter(language.English))})
	}
	return out
}
