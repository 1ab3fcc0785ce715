package edit

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ChangeItems returns text with fields of the items of the list at path set, by
// the items' numbers. Maps are merged into those that are there. All other bytes
// stay as they are.
func ChangeItems(text []byte, changes map[int]Map, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	list := find(&root, path)
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
	}
	st := styleOf(text, list)
	var out []byte
	done := 0
	for _, i := range slices.Sorted(maps.Keys(changes)) {
		if i >= len(list.Content) {
			return nil, fmt.Errorf("there is no %s.%d", strings.Join(path, "."), i)
		}
		c, changed, err := changeItem(text, list, i, st, changes[i])
		if err != nil {
			item := list.Content[i]
			return nil, fmt.Errorf("%d:%d: %s.%d: %w", item.Line, item.Column, strings.Join(path, "."), i, errChangeYourself)
		}
		out, done = append(append(out, text[done:c.from]...), changed...), c.to
	}
	out = append(out, text[done:]...)
	err := provesItems(text, out, path, func(was []any) []any {
		for i, m := range changes {
			if of, ok := was[i].(map[string]any); ok {
				mergeInto(of, m)
			}
		}
		return was
	})
	if err != nil {
		return nil, fmt.Errorf("%d:%d: %s: %w", list.Line, list.Column, strings.Join(path, "."), errChangeYourself)
	}
	return out, nil
}

var errChangeYourself = errors.New("change it yourself, then run again")

// changeItem changes one item as a text of its own: what stands around it may be long.
func changeItem(text []byte, list *yaml.Node, i int, st style, m Map) (c cut, changed []byte, err error) {
	under, ok := []string{"0"}, false
	if list.Style&yaml.FlowStyle != 0 {
		under = nil
		c, ok = bracesAt(text, list.Content[i])
	} else {
		c, ok = linesOf(text, list, i)
	}
	if !ok {
		return c, nil, errChangeYourself
	}
	changed, err = setAll(text[c.from:c.to], m, st, under...)
	return c, changed, err
}

// Change returns text, which is a map, with fields set. Maps are merged into
// those that are there. All other bytes stay as they are.
func Change(text []byte, m Map) ([]byte, error) {
	out, err := setAll(text, m, style{})
	if err != nil {
		return nil, err
	}
	if provesChange(text, out, nil, func(was map[string]any) { mergeInto(was, m) }) != nil {
		return nil, errChangeYourself // such as where an alias elsewhere says the same
	}
	return out, nil
}

// setAll sets fields of the map at path.
func setAll(text []byte, m Map, st style, path ...string) (_ []byte, err error) {
	for _, f := range m {
		if text, err = setField(text, f, st, path...); err != nil {
			return nil, err
		}
	}
	return text, nil
}

func setField(text []byte, f Field, st style, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	at := append(slices.Clone(path), f.Key)
	node, above := find(&root, at), find(&root, path)
	below, isMap := f.Value.(Map)
	switch {
	case above == nil || above.Kind != yaml.MappingNode:
		return nil, errChangeYourself
	case isMap && node != nil && node.Kind == yaml.MappingNode:
		return setAll(text, below, st, at...)
	case isMap && node != nil:
		return nil, errChangeYourself
	case node == nil:
		written := st.flowOf(f.Value, st.like[f.Key])
		return Put(text, st.scalar(f.Key, nil, true), written, path...)
	}
	start, end, err := span(text, node)
	if err != nil {
		return nil, err
	}
	written := st.scalar(f.Value, node, above.Style&yaml.FlowStyle != 0)
	return bytes.Join([][]byte{text[:start], []byte(written), text[end:]}, nil), nil
}

func mergeInto(of map[string]any, m Map) {
	for _, f := range m {
		below, isMap := f.Value.(Map)
		if into, ok := of[f.Key].(map[string]any); ok && isMap {
			mergeInto(into, below)
			continue
		}
		of[f.Key] = plain(f.Value)
	}
}
