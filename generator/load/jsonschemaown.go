package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"
)

// JSONSchema returns the JSON Schema of platform.yaml, for editors, with the settings of the components of the catalogs that
// the platform in dir names; of builtin ones where there is no platform.
func JSONSchema(src Sources, dir fs.FS) ([]byte, error) {
	return under(src.Limits, func(w *watch) ([]byte, error) {
		ctx := newContext()
		in, problems := readPlatform(src, ctx, dir)
		switch {
		case len(problems) > 0 && hasPlatform(dir):
			return nil, problems.Err()
		case len(problems) > 0:
			return BuiltinJSONSchema(src)
		}
		sources, err := catalogSources(src, dir, in, w)
		if err != nil {
			return nil, err
		}
		results := compileAll(ctx, src.Schemas, sources, nothing)
		if _, _, problems := join(results); len(problems) > 0 {
			return nil, problems.Err()
		}
		text, err := schemaWith(src, results)
		if err != nil {
			return nil, err
		}
		return text()
	})
}

// BuiltinJSONSchema returns the schema that comes with the program, with the settings of builtin components.
func BuiltinJSONSchema(src Sources) ([]byte, error) {
	text, err := fs.ReadFile(src.Schemas, JSONSchemaFile)
	if err != nil {
		return nil, fmt.Errorf("read JSON Schema: %w", err)
	}
	return text, nil
}

// schemaWith makes the schema with the components of catalogs that are not builtin, where there are any: their settings are
// looked at now, and the text is made for those who ask.
func schemaWith(src Sources, results []catalogResult) (text func() ([]byte, error), err error) {
	own, err := configSchemas(ownComponents(results))
	return sync.OnceValues(func() ([]byte, error) {
		text, err := BuiltinJSONSchema(src)
		if err != nil || len(own) == 0 {
			return text, err
		}
		var schema jsonObject
		numbers := json.NewDecoder(bytes.NewReader(text))
		numbers.UseNumber() // so that those of the builtin components stay as they are written
		if err := numbers.Decode(&schema); err != nil {
			return nil, fmt.Errorf("read JSON Schema: %w", err)
		}
		return schemaText(schema, own)
	}), err
}

// ownComponents are those that a catalog that is not builtin has or changes, unless the builtin one comes after it.
func ownComponents(results []catalogResult) map[string]*compiled {
	out := map[string]*compiled{}
	for _, r := range results {
		for name, c := range r.components {
			if r.catalog.Name == builtinName {
				delete(out, name)
			} else {
				out[name] = c
			}
		}
	}
	return out
}
