package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// schemaNode is what of a JSON Schema makes a page.
type schemaNode struct {
	Ref                  string                 `json:"$ref"`
	Type                 any                    `json:"type"`
	Description          string                 `json:"description"`
	AnyOf                []*schemaNode          `json:"anyOf"`
	AllOf                []*schemaNode          `json:"allOf"`
	Enum                 []any                  `json:"enum"`
	Const                any                    `json:"const"`
	Default              any                    `json:"default"`
	Properties           map[string]*schemaNode `json:"properties"`
	Required             []string               `json:"required"`
	AdditionalProperties json.RawMessage        `json:"additionalProperties"`
	Items                *schemaNode            `json:"items"`
	Defs                 map[string]*schemaNode `json:"$defs"`
}

// TestConfigReference holds docs/reference/config.md to the schemas.
func TestConfigReference(t *testing.T) {
	text := printedSchema(t)
	var all struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for name := range all.Defs {
		if strings.HasPrefix(name, "config-") { // catalog.md has it
			text = bytes.Replace(text, all.Defs[name], []byte("{}"), 1)
		}
	}
	var schema schemaNode
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("# platform.yaml\n\nEvery setting, made from the schemas by `go test ./cmd/slipway -run Reference -update`.\n" +
		"`slipway schema` prints the same for editors. What is in **bold** has to be there.\n")
	page := configPage{out: &b, defs: schema.Defs}
	page.section("Platform", &schema)
	for _, name := range slices.Sorted(maps.Keys(schema.Defs)) {
		if len(schema.Defs[name].Properties) > 0 {
			page.section(name, schema.Defs[name])
		}
	}
	holdsPage(t, "../../docs/reference/config.md", b.Bytes())
}

type configPage struct {
	out  *bytes.Buffer
	defs map[string]*schemaNode
}

func (p configPage) section(name string, n *schemaNode) {
	fmt.Fprintf(p.out, "\n## %s\n\n%s\n\n| setting | type | default | what it is |\n| --- | --- | --- | --- |\n", name, n.Description)
	p.rows("", n)
}

// rows writes a line for each setting, and for those below it that have no
// section of their own.
func (p configPage) rows(prefix string, n *schemaNode) {
	for _, name := range slices.Sorted(maps.Keys(n.Properties)) {
		field, path := n.Properties[name], "`"+prefix+name+"`"
		if slices.Contains(n.Required, name) {
			path = "**" + path + "**"
		}
		fmt.Fprintf(p.out, "| %s | %s | %s | %s |\n", path, p.typeOf(field), defaultOf(field), cell(p.describe(field)))
		if len(field.Properties) > 0 && name != "components" { // catalog.md has those
			p.rows(prefix+name+".", field)
		}
		if field.Items != nil && len(field.Items.Properties) > 0 {
			p.rows(prefix+name+"[].", field.Items)
		}
	}
}

// typeOf says what a value is, and links to the section that has more of it.
func (p configPage) typeOf(n *schemaNode) string {
	name := strings.TrimPrefix(n.Ref, "#/$defs/")
	def := p.defs[name]
	var values schemaNode
	switch {
	case def != nil && len(def.Properties) > 0:
		return "[" + name + "](#" + strings.ToLower(name) + ")"
	case def != nil:
		return p.typeOf(def)
	case len(n.Enum) == 2 && n.Enum[0] == false:
		return "`true` or `false`"
	case len(n.Enum) > 0:
		return "one of " + joined(n.Enum)
	case len(n.AllOf) > 0:
		return p.typeOf(n.AllOf[len(n.AllOf)-1])
	case len(n.AnyOf) > 0:
		return p.alternatives(n.AnyOf)
	case n.Const != nil && reflect.TypeOf(n.Const).Kind() == reflect.Map:
		return "object"
	case n.Const != nil:
		return joined([]any{n.Const})
	case n.Items != nil:
		return "list of " + p.typeOf(n.Items)
	case json.Unmarshal(n.AdditionalProperties, &values) == nil && (values.Ref != "" || values.Type != nil):
		return "map of " + p.typeOf(&values)
	case n.Type != nil:
		return fmt.Sprint(n.Type)
	}
	return "anything"
}

// alternatives are the types that a value may have. What CUE proposes stands among
// them as a constant.
func (p configPage) alternatives(nodes []*schemaNode) string {
	var types []string
	for _, n := range nodes {
		if name := p.typeOf(n); n.Const == nil && !slices.Contains(types, name) {
			types = append(types, name)
		}
	}
	return strings.Join(types, " or ")
}

func (p configPage) describe(n *schemaNode) string {
	if n.Description == "" {
		if def := p.defs[strings.TrimPrefix(n.Ref, "#/$defs/")]; def != nil {
			return def.Description
		}
	}
	return n.Description
}

func defaultOf(n *schemaNode) string {
	switch v := n.Default.(type) {
	case nil:
		return ""
	case string:
		if v == "" {
			return "empty"
		}
		return joined([]any{v})
	}
	text, err := json.Marshal(n.Default)
	if err != nil {
		panic(err) // it was read as JSON
	}
	return "`" + string(text) + "`"
}

func joined(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprintf("`%v`", v)
	}
	return strings.Join(words, ", ")
}

// cell keeps a text in its cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
