package load

import (
	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/problem"
)

// inputSource is a file the user wrote. It finds places when they are asked
// for; nothing is tabulated, since a good file has no problems to point at.
type inputSource interface {
	// at is the place of what stands at path, or of the nearest thing above it.
	at(path ...any) problem.Position
}

// inputKey as the last element of a path asks for the place of the key instead
// of the value.
type inputKey string

// yamlSource is a YAML file; an offset of columns stays right behind a BOM
// since that is removed before.
type yamlSource struct {
	file string
	root *yaml.Node

	// moved is how the file was moved on from the version before, and written what it was then: places are there. Else both are nil.
	moved   *apiversion.Converted
	written *yaml.Node
}

// asWritten is the file, and a path in it, as the user wrote them.
func (s *yamlSource) asWritten(path []any) (*yaml.Node, []any) {
	if s.moved == nil {
		return s.root, path
	}
	return s.written, fromUser(s.moved, path)
}

// inText is at of a path as the user wrote it.
func (s *yamlSource) inText(path ...any) problem.Position {
	line, col := yamlPlace(s.written, path)
	return problem.Position{File: s.file, Line: line, Col: col}
}

func (s *yamlSource) at(path ...any) problem.Position {
	root, path := s.asWritten(path)
	line, col := yamlPlace(root, path)
	return problem.Position{File: s.file, Line: line, Col: col}
}

// text returns a scalar as it is written.
func (s *yamlSource) text(path ...any) string {
	node, path := s.asWritten(path)
	for _, p := range path {
		_, node = yamlStep(node, p)
	}
	if node != nil && node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node == nil {
		return ""
	}
	return node.Value
}

// cueSource is a CUE file: the nearest value that has a place in it.
type cueSource struct {
	file  string
	value cue.Value
	moved *apiversion.Converted // nil where the file is of the current version
}

func (s *cueSource) at(path ...any) problem.Position { return s.inText(fromUser(s.moved, path)...) }

// inText is at of a path as the user wrote it.
func (s *cueSource) inText(path ...any) problem.Position {
	for n := len(path); n > 0; n-- {
		v := s.value.LookupPath(inputCUEPath(path[:n]))
		if !v.Exists() {
			continue
		}
		_, key := path[n-1].(inputKey)
		if pos := s.place(v, key && n == len(path)); pos.IsValid() {
			return inputPosition(pos)
		}
	}
	return problem.Position{File: s.file, Line: 1, Col: 1}
}

// place prefers the value where it fits on one line and the key for a block.
func (s *cueSource) place(v cue.Value, key bool) token.Pos {
	field, ok := v.Source().(*ast.Field)
	if !ok {
		return v.Pos()
	}
	if _, block := field.Value.(*ast.StructLit); key || block {
		return field.Label.Pos()
	}
	return field.Value.Pos()
}

func inputPosition(pos token.Pos) problem.Position {
	return problem.Position{File: pos.Filename(), Line: pos.Line(), Col: pos.Column()}
}

func inputCUEPath(path []any) cue.Path {
	selectors := make([]cue.Selector, len(path))
	for i, p := range path {
		switch p := p.(type) {
		case int:
			selectors[i] = cue.Index(p)
		case inputKey:
			selectors[i] = cue.Str(string(p))
		case string:
			selectors[i] = cue.Str(p)
		}
	}
	return cue.MakePath(selectors...)
}
