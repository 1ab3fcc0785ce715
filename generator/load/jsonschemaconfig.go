package load

import (
	"fmt"
	"strings"

	"cuelang.org/go/cue"
)

// addConfig makes the schema know a component: wherever settings of components
// stand by name, those of this one have its config.
func addConfig(schema jsonObject, c *compiled) error {
	defer c.working()()
	config, err := jsonSchemaOf(c.config, func(name string) cue.Value { return c.root.LookupPath(cue.MakePath(cue.Def(name))) })
	if err != nil {
		return fmt.Errorf("component %s: %w", c.Name, err)
	}
	delete(config, "$schema")
	defs := schema["$defs"].(jsonObject)
	own := "config-" + c.Name
	defs[own] = refine(config, "#/$defs/"+own)
	settings := jsonObject{
		"description": c.Title + ": " + c.Summary,
		"allOf":       []any{jsonObject{"$ref": "#/$defs/Settings"}, jsonObject{"properties": jsonObject{"config": jsonObject{"$ref": "#/$defs/" + own}}}},
	}
	for _, holder := range append([]any{schema["properties"].(jsonObject)["spec"]}, defs["Group"], defs["Cluster"], defs["Spec"]) {
		addByName(holder, c.Name, settings)
	}
	return nil
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
