package load

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// yamlValue turns checked YAML into plain Go: numbers are int64 or float64 as
// CUE decodes them.
func yamlValue(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return yamlValue(n.Alias)
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = yamlValue(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = yamlValue(item)
		}
		return list
	}
	return yamlScalarValue(n)
}

func yamlScalarValue(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return yamlBool(n)
	case "!!int":
		if i, ok := yamlInt(n); ok {
			if i.IsInt64() {
				return i.Int64()
			}
			return i
		}
	case "!!float":
		if text, ok := yamlFloat(n); ok {
			if f, err := strconv.ParseFloat(text, 64); err == nil {
				return f
			}
		}
	}
	return n.Value
}
