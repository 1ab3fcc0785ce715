package edit

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ListEach returns text with the values of the entries at paths as the only
// items of lists.
func ListEach(text []byte, paths [][]string) ([]byte, error) {
	return several(text, paths, func(s *source, path []string) ([]change, error) {
		_, key, value, err := s.entry(path)
		if err != nil {
			return nil, err
		}
		if value.Kind == yaml.MappingNode && value.Style&yaml.FlowStyle == 0 {
			return s.dashed(key, value)
		}
		return s.bracketed(value)
	})
}

// bracketed puts brackets around a value that stands on one line.
func (s *source) bracketed(value *yaml.Node) ([]change, error) {
	start, end, ok := flowSpan(s.text, value)
	if !ok || value.Anchor != "" {
		return nil, errChangeYourself
	}
	if value.Kind != yaml.ScalarNode || value.Style != 0 || value.ShortTag() != "!!str" {
		return []change{insertion(start, "["), insertion(end, "]")}, nil
	}
	return []change{{cut{start, end}, "[" + style{}.scalar(value.Value, nil, true) + "]"}}, nil
}

// dashed puts a dash before a map that stands in lines, and indents it.
func (s *source) dashed(key, value *yaml.Node) ([]change, error) {
	start := offset(s.text, value.Line, value.Column)
	if value.Anchor != "" || value.Line == key.Line || lineStart(s.text, start)+value.Column-1 != start {
		return nil, errChangeYourself
	}
	all := []change{insertion(start, "- ")}
	end := endOfBlock(s.text, key, key.Column-1)
	for at := start + endOfLine(s.text[start:]); at <= end && at < len(s.text); at += endOfLine(s.text[at:]) {
		if len(bytes.TrimSpace(s.text[at:at+endOfLine(s.text[at:])])) > 0 {
			all = append(all, insertion(at, strings.Repeat(" ", len("- "))))
		}
	}
	return all, nil
}
