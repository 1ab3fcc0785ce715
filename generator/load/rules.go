package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Rules say what the schemas demand of single values, for whoever asks a person
// for them one by one. They are the rules that Load holds a whole platform to.
type Rules struct {
	ctx        *cue.Context
	input      *inputSchema
	components map[string]*compiled
}

// ReadRules compiles the schema and the builtin catalog.
func ReadRules(src Sources) (*Rules, error) {
	enums, err := enumsOf(src)
	if err != nil {
		return nil, err
	}
	ctx := newContext()
	input, err := compileInputSchema(ctx, src.Schemas, enums)
	if err != nil {
		return nil, err
	}
	catalog := compileCatalog(ctx, src.Schemas, catalogSource{name: builtinName, fsys: src.Catalog}, nil, everything)
	return &Rules{ctx: ctx, input: input, components: catalog.components}, catalog.problems.Err()
}

// Components lists the catalog, by name.
func (r *Rules) Components() []platform.Component {
	var out []platform.Component
	for _, name := range slices.Sorted(maps.Keys(r.components)) {
		out = append(out, r.components[name].Component)
	}
	return out
}

// Field says what the schema has at a path of platform.yaml, in which a number
// is any item of a list.
func (r *Rules) Field(path ...any) (Field, error) {
	v, ok := cueBelow(r.input.definition(inputPlatform), path)
	if !ok {
		return Field{}, fmt.Errorf("the schema has no %s", inputPath(path))
	}
	return fieldOf(v, v), nil
}

// Fields lists the names that the schema has below a path of platform.yaml.
func (r *Rules) Fields(path ...any) []string {
	v, _ := cueBelow(r.input.definition(inputPlatform), path)
	return cueFieldNames(v)
}

// Check says what is wrong with a value at a path of platform.yaml, whatever
// else stands there.
func (r *Rules) Check(value any, path ...any) problem.Problems {
	return r.check(r.input.definition(inputPlatform), nil, value, path)
}

// CheckConfig is Check for a setting of a component.
func (r *Rules) CheckConfig(component string, value any, path ...any) problem.Problems {
	return r.check(r.components[component].config, []any{"spec", "components", component, "config"}, value, path)
}

func (r *Rules) check(schema cue.Value, prefix []any, value any, path []any) problem.Problems {
	for _, step := range slices.Backward(path) {
		if name, ok := step.(string); ok {
			value = map[string]any{name: value}
		} else {
			value = []any{value}
		}
	}
	given := r.ctx.Encode(value)
	err := schema.Unify(given).Validate()
	if err == nil {
		return nil
	}
	return cueCheck{schema: schema, value: given, strip: 1, prefix: prefix, partial: true, at: nowhere}.problems(err)
}

// nowhere is the place of what was not read from a file.
func nowhere(...any) problem.Position { return problem.Position{} }

// ConfigField says what a component's config has at a path, with the default that
// the profile gives it, beside what is given already.
func (r *Rules) ConfigField(component, profile string, given map[string]any, path ...any) (Field, error) {
	schema, v := r.config(component, profile, given)
	field, ok := cueBelow(schema, path)
	if !ok {
		return Field{}, fmt.Errorf("the config of %s has no %s", component, inputPath(path))
	}
	effective, ok := cueBelow(v, path)
	if !ok {
		effective = field
	}
	return fieldOf(field, effective), nil
}

// config returns a component's schema, and what it comes to beside what is given.
func (r *Rules) config(component, profile string, given map[string]any) (schema, effective cue.Value) {
	c := r.components[component]
	return c.config, c.config.Unify(r.ctx.Encode(merge(c.Profiles[profile], given)))
}

// CredentialFields are the values that a credential of a kind is made of at an
// address: over SSH there are keys, elsewhere names and passwords.
func CredentialFields(kind, url string) []string {
	var out []string
	for _, field := range credentialKinds()[kind].fields {
		key := field == "sshPrivateKey" || field == "knownHosts"
		if key == strings.HasPrefix(url, "ssh://") {
			out = append(out, field)
		}
	}
	return out
}
