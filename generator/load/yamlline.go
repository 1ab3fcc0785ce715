package load

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// PathAt is the path of what stands on a line of a YAML text: the deepest key or item that begins there, or the one that
// goes on there; false where nothing does. YAML inside YAML, such as a file in a ConfigMap, is looked into.
func PathAt(text []byte, line int) (path []any, found bool) {
	for documents := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var doc yaml.Node
		if documents.Decode(&doc) != nil || len(doc.Content) == 0 || doc.Content[0].Line > line {
			return path, found // of the last one that begins above
		}
		path, found = lineIn(doc.Content[0], line)
	}
}

// lineIn looks below a node, whose children stand in the order of their lines.
func lineIn(node *yaml.Node, line int) (path []any, found bool) {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content) && node.Content[i].Line <= line; i += 2 {
			below, _ := lineIn(node.Content[i+1], line)
			path, found = append([]any{node.Content[i].Value}, below...), true
		}
	case yaml.SequenceNode:
		for i := 0; i < len(node.Content) && node.Content[i].Line <= line; i++ {
			below, _ := lineIn(node.Content[i], line)
			path, found = append([]any{i}, below...), true
		}
	case yaml.ScalarNode:
		if node.Style == yaml.LiteralStyle && line > node.Line && strings.Contains(node.Value, ":") {
			path, _ = PathAt([]byte(node.Value), line-node.Line)
		}
		return path, true
	}
	return path, found
}
