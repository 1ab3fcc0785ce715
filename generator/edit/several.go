package edit

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// change puts a text in the place of a part of one.
type change struct {
	cut
	text string
}

func insertion(at int, text string) change { return change{cut{at, at}, text} }

// source is a text that is changed in several places at once, which need not be
// read again in between.
type source struct {
	text []byte
	root yaml.Node
}

// several makes the changes that each path comes to. It proves nothing: whoever
// changes several places knows what they come to, and holds the result against
// that. The error says line and column.
func several(text []byte, paths [][]string, changes func(s *source, path []string) ([]change, error)) ([]byte, error) {
	s := &source{}
	ended := len(text) == 0 || bytes.HasSuffix(text, []byte("\n"))
	if s.text = text; !ended { // so that each line is one
		s.text = append(slices.Clip(text), newlineAt(text, len(text))...)
	}
	if err := yaml.Unmarshal(s.text, &s.root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	var all []change
	for _, path := range paths {
		of, err := changes(s, path)
		if err != nil {
			line, column := s.place(path)
			return nil, fmt.Errorf("%d:%d: %s: %w", line, column, strings.Join(path, "."), err)
		}
		all = append(all, of...)
	}
	out, err := s.with(all)
	if err == nil && !ended {
		out = bytes.TrimSuffix(bytes.TrimSuffix(out, []byte("\n")), []byte("\r"))
	}
	return out, err
}

// with is the text with changes, none of which may be about what another is about.
func (s *source) with(all []change) ([]byte, error) {
	slices.SortStableFunc(all, func(a, b change) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out []byte
	done := 0
	for _, c := range all {
		if c.from < done {
			return nil, errChangeYourself
		}
		out = append(append(out, s.text[done:c.from]...), c.text...)
		done = c.to
	}
	return append(out, s.text[done:]...), nil
}

// place is the line and column of an entry, or of what it is in.
func (s *source) place(path []string) (line, column int) {
	for n := len(path); n > 0; n-- {
		if at := find(&s.root, path[:n-1]); at != nil && find(at, path[n-1:n]) != nil {
			node := find(at, path[n-1:n])
			if at.Kind == yaml.MappingNode {
				node = keyOf(at, path[n-1])
			}
			return node.Line, node.Column
		}
	}
	return 1, 1
}

// entry is the map, the key and the value that a path leads to.
func (s *source) entry(path []string) (at, key, value *yaml.Node, err error) {
	last := len(path) - 1
	at, value = find(&s.root, path[:last]), find(&s.root, path)
	if value == nil || at.Kind != yaml.MappingNode {
		return nil, nil, nil, errors.New("is not there")
	}
	return at, keyOf(at, path[last]), value, nil
}

// RenameEach returns text with another name for the keys of the entries at paths.
func RenameEach(text []byte, name string, paths [][]string) ([]byte, error) {
	return several(text, paths, func(s *source, path []string) ([]change, error) {
		_, key, _, err := s.entry(path)
		if err != nil {
			return nil, err
		}
		return s.word(key, name)
	})
}

// SetEach returns text with another word for the values of the entries at paths:
// a text, whatever it looks like.
func SetEach(text []byte, word string, paths [][]string) ([]byte, error) {
	return several(text, paths, func(s *source, path []string) ([]change, error) {
		_, _, value, err := s.entry(path)
		if err != nil {
			return nil, err
		}
		return s.word(value, word)
	})
}

// word puts a text in the place of a scalar, quoted as that is.
func (s *source) word(node *yaml.Node, text string) ([]change, error) {
	start, end, err := span(s.text, node)
	if err != nil {
		return nil, err
	}
	written := spell(node, text)
	if !readsAs(written, text) {
		written = []byte(style{}.scalar(text, nil, true))
	}
	return []change{{cut{start, end}, string(written)}}, nil
}

// PutEach returns text with one more entry, on one line, at the end of the maps at paths.
func PutEach(text []byte, key, value string, paths [][]string) ([]byte, error) {
	return several(text, paths, func(s *source, path []string) ([]change, error) {
		at := find(&s.root, path)
		if at == nil {
			return nil, errors.New("is not there")
		}
		c, err := putting(s.text, &s.root, at, key+": "+value, path)
		return []change{c}, err
	})
}
