package load

import "go.yaml.in/yaml/v3"

// yamlPlace returns the line and column of what stands at path below node, or
// of the nearest thing above it that the user wrote.
func yamlPlace(node *yaml.Node, path []any) (line, col int) {
	line, col = yamlStart(node, nil)
	for _, p := range path {
		key, value := yamlStep(node, p)
		if value == nil {
			return line, col
		}
		if _, wantsKey := p.(inputKey); wantsKey && key != nil {
			return key.Line, key.Column
		}
		line, col = yamlStart(value, key)
		node = value
	}
	return line, col
}

// yamlStart is where a person looks for a value: at itself, or at its key when
// the value is a block on the lines below.
func yamlStart(value, key *yaml.Node) (line, col int) {
	switch {
	case value == nil:
		return 0, 0
	case key != nil && (value.Line != key.Line || value.Line == 0):
		return key.Line, key.Column
	}
	return value.Line, value.Column
}

// yamlStep goes one key or index down; key is nil in a list.
func yamlStep(node *yaml.Node, step any) (key, value *yaml.Node) {
	if node != nil && node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node == nil {
		return nil, nil
	}
	switch step := step.(type) {
	case int:
		if node.Kind == yaml.SequenceNode && step >= 0 && step < len(node.Content) {
			return nil, node.Content[step]
		}
	case string:
		return yamlEntry(node, step)
	case inputKey:
		return yamlEntry(node, string(step))
	}
	return nil, nil
}

func yamlEntry(node *yaml.Node, name string) (key, value *yaml.Node) {
	if node.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}
