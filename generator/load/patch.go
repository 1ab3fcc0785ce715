package load

import (
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/ast/astutil"
	"cuelang.org/go/cue/token"
)

// parseLayers parses the files of a component and of what changes it. CUE knows
// no order: two values of a field are a conflict. So where a stronger layer has
// a value, that of the weaker ones is taken out, as settings do: what has fields
// merges, everything else replaces.
func parseLayers(layers []sourceLayer) ([]*ast.File, error) {
	var out []*ast.File
	for _, l := range layers {
		files, err := parseFiles(l.place, l.files)
		if err != nil {
			return nil, err
		}
		values := map[string]bool{}
		for _, f := range files {
			eachValue(f.Decls, "", func(path string, _ *ast.Field) bool {
				values[path] = true
				return false
			})
		}
		for _, f := range out {
			if err := takeOut(f, values); err != nil {
				return nil, err
			}
		}
		out = append(out, files...)
	}
	return out, nil
}

// takeOut makes values of a file anything. The fields stay, since others may refer to them.
func takeOut(f *ast.File, values map[string]bool) error {
	taken := false
	eachField(f.Decls, "", func(path string, field *ast.Field) bool {
		if values[path] {
			field.Value, taken = ast.NewIdent("_"), true
		}
		return !values[path]
	})
	if !taken {
		return nil
	}
	// References lead to the values that were there, and an import may be of no more use.
	ast.Walk(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			id.Node, id.Scope = nil, nil
		}
		return true
	}, nil)
	f.Unresolved = nil
	astutil.Resolve(f, func(token.Pos, string, ...any) {}) // what is wrong is said when the file is compiled
	return astutil.SanitizeFiles([]*ast.File{f})
}

// eachValue visits the fields that hold something else than fields.
func eachValue(decls []ast.Decl, above string, visit func(path string, field *ast.Field) bool) {
	eachField(decls, above, func(path string, field *ast.Field) bool {
		if s, ok := field.Value.(*ast.StructLit); ok && len(s.Elts) > 0 {
			return true
		}
		return visit(path, field)
	})
}

// eachField visits fields as they are written, and goes into those for which
// visit says so. What stands under a condition or in an expression is no field
// of the place where that stands.
func eachField(decls []ast.Decl, above string, visit func(path string, field *ast.Field) bool) {
	for _, d := range decls {
		field, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		name, isIdent, err := ast.LabelName(field.Label)
		if err != nil {
			continue // computed, or a pattern
		}
		if !isIdent && (strings.HasPrefix(name, "#") || strings.HasPrefix(name, "_")) {
			name = "\"" + name // in quotes it is neither a definition nor hidden
		}
		path := above + "\x00" + name
		s, isStruct := field.Value.(*ast.StructLit)
		if visit(path, field) && isStruct {
			eachField(s.Elts, path, visit)
		}
	}
}
