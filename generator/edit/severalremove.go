package edit

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// RemoveEach returns text without the entries at paths. A map that has no other
// entry is an empty one then.
func RemoveEach(text []byte, paths [][]string) ([]byte, error) {
	return several(text, paths, (*source).without)
}

func (s *source) without(path []string) ([]change, error) {
	at, key, value, err := s.entry(path)
	if err != nil {
		return nil, err
	}
	start := offset(s.text, key.Line, key.Column)
	behindDash := len(bytes.TrimSpace(s.text[lineStart(s.text, start):start])) > 0
	switch {
	case at.Style&yaml.FlowStyle != 0:
	case len(at.Content) == 2:
		return s.emptied(path, key, start, behindDash)
	case behindDash:
		return s.behindDash(at, key, start), nil
	}
	c, err := removal(s.text, at, key, value)
	return []change{{cut: c}}, err
}

// emptied is a map in lines whose only entry goes.
func (s *source) emptied(path []string, key *yaml.Node, start int, behindDash bool) ([]change, error) {
	end := endOfBlock(s.text, key, key.Column-1)
	if behindDash {
		return []change{{cut{start, end + len(bytes.TrimRight(s.text[end:end+endOfLine(s.text[end:])], "\r\n"))}, "{}"}}, nil
	}
	if len(path) < 2 {
		return nil, errRemoveYourself
	}
	_, above, _, err := s.entry(path[:len(path)-1])
	if err != nil {
		return nil, errRemoveYourself // the item of a list, whose dash stands on a line of its own
	}
	from, to, err := span(s.text, above)
	if err != nil || !bytes.HasPrefix(s.text[to:], []byte(":")) || from > start {
		return nil, errRemoveYourself
	}
	return []change{insertion(to+1, " {}"), {cut: cut{lineStart(s.text, start), end + endOfLine(s.text[end:])}}}, nil
}

// behindDash is the first entry of an item: the next one takes its place, unless
// a comment stands between them.
func (s *source) behindDash(at, key *yaml.Node, start int) []change {
	end := endOfBlock(s.text, key, key.Column-1)
	end += endOfLine(s.text[end:])
	next := offset(s.text, at.Content[2].Line, at.Content[2].Column)
	if len(bytes.TrimSpace(s.text[end:next])) == 0 {
		return []change{{cut: cut{start, next}}}
	}
	return []change{{cut: cut{start, end - len(newlineAt(s.text, start))}}}
}
