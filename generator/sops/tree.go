package sops

import (
	"errors"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// each visits the values of a file in their order, but for SOPS's own.
func (f *File) each(visit func(path []string, n *yaml.Node, encrypted bool) error) error {
	return walk(f.root, nil, func(path []string, n *yaml.Node) error {
		if path[0] == metadataKey {
			return nil
		}
		return visit(path, n, f.rule.encrypts(path))
	})
}

// walk visits scalars. The elements of a list are at the list's own path, as SOPS has it.
func walk(n *yaml.Node, path []string, visit func([]string, *yaml.Node) error) error {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if err := walk(n.Content[i+1], append(slices.Clone(path), n.Content[i].Value), visit); err != nil {
				return err
			}
		}
	case yaml.SequenceNode:
		for _, element := range n.Content {
			if err := walk(element, path, visit); err != nil {
				return err
			}
		}
	case yaml.ScalarNode:
		if n.ShortTag() == "!!null" || len(path) == 0 {
			return nil
		}
		return visit(path, n)
	default:
		return errors.New("has an alias, which SOPS does not write")
	}
	return nil
}

// entry is the value of a key, nil where there is none.
func entry(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// without is a mapping less one of its keys. What is said before that stays.
func without(n *yaml.Node, key string) *yaml.Node {
	out := *n
	out.Content = nil
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != key {
			out.Content = append(out.Content, n.Content[i], n.Content[i+1])
			continue
		}
		out.FootComment = joined(n.Content[i].HeadComment, out.FootComment)
	}
	return &out
}

// clone copies a node and all below it.
func clone(n *yaml.Node) *yaml.Node {
	out := *n
	out.Content = make([]*yaml.Node, len(n.Content))
	for i, c := range n.Content {
		out.Content[i] = clone(c)
	}
	return &out
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
