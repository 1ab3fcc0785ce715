package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
)

// configSchema is what a schema is to know of a component.
type configSchema struct {
	*platform.Component
	config jsonObject
}

// configSchemas are those of the components that anybody can enable, by name.
func configSchemas(components map[string]*compiled) ([]configSchema, error) {
	var out []configSchema
	for _, name := range slices.Sorted(maps.Keys(components)) {
		if components[name].ForTenants {
			continue // nobody enables it
		}
		c, err := components[name].configSchema()
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func (c *compiled) configSchema() (configSchema, error) {
	defer c.working()()
	config, err := jsonSchemaOf(c.config, func(name string) cue.Value { return c.root.LookupPath(cue.MakePath(cue.Def(name))) })
	if err != nil {
		return configSchema{}, fmt.Errorf("component %s: %w", c.Name, err)
	}
	delete(config, "$schema")
	return configSchema{&c.Component, config}, nil
}

// addTo makes a schema know the component: wherever settings of components stand by name, those of this one have its config.
func (c configSchema) addTo(schema jsonObject) {
	defs := schema["$defs"].(jsonObject)
	own := "config-" + c.Name
	defs[own] = refine(c.config, "#/$defs/"+own)
	settings := jsonObject{
		"description": c.Title + ": " + c.Summary,
		"allOf":       []any{jsonObject{"$ref": "#/$defs/Settings"}, jsonObject{"properties": jsonObject{"config": jsonObject{"$ref": "#/$defs/" + own}}}},
	}
	for _, holder := range append([]any{schema["properties"].(jsonObject)["spec"]}, defs["Group"], defs["Cluster"], defs["Spec"]) {
		addByName(holder, c.Name, settings)
	}
}

// addByName adds a component to what a part of the schema says of components.
func addByName(holder any, name string, settings jsonObject) {
	part, _ := holder.(jsonObject)
	properties, _ := part["properties"].(jsonObject)
	components, ok := properties["components"].(jsonObject)
	if !ok {
		return
	}
	named, ok := components["properties"].(jsonObject)
	if !ok {
		named = jsonObject{}
		components["properties"] = named
	}
	named[name] = settings
}

// fact is the beginning of a cluster's fact, which may stand in any text.
const fact = `\$\(cluster\.`

// refine makes of a component's config what one level may say of it: other levels
// may give what is required, but in lists, which replace; a text may hold facts;
// and references lead to where the schema stands now.
func refine(v any, root string) any {
	switch v := v.(type) {
	case jsonObject:
		out := jsonObject{}
		for key, value := range v {
			text, isText := value.(string)
			_, isList := value.([]any) // else it is a setting of that name
			switch {
			case key == "$ref" && isText:
				out[key] = root + strings.TrimPrefix(text, "#")
			case key == "pattern" && isText:
				out[key] = "(?:" + text + ")|" + fact
			case key == "required" && isList:
			case key == "items":
				out[key] = refine(value, root)
				keepRequired(out[key], value)
			default:
				out[key] = refine(value, root)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = refine(e, root)
		}
		return out
	}
	return v
}

// keepRequired gives the items of a list back what they require.
func keepRequired(refined, was any) {
	if to, ok := refined.(jsonObject); ok {
		if required, ok := was.(jsonObject)["required"]; ok {
			to["required"] = required
		}
	}
}
