package load

import (
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"github.com/slipway-platform/slipway/generator/problem"
)

// undocumented finds the settings of a component that no comment explains: what
// people read about them is that comment.
func (c *compiled) undocumented() problem.Problems {
	d := &configDocs{definitions: map[string]ast.Expr{}, found: map[string]*documented{}, seen: map[string]bool{}}
	for _, file := range c.syntax {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.Field); ok && strings.HasPrefix(labelName(f.Label), "#") {
				d.definitions[labelName(f.Label)] = f.Value
			}
		}
	}
	if config := d.definitions["#Config"]; config != nil {
		d.expr(config, nil)
	}
	var problems problem.Problems
	for _, path := range slices.Sorted(maps.Keys(d.found)) {
		if setting := d.found[path]; !setting.said {
			problems = append(problems, problem.Problem{Position: inputPosition(setting.pos), Path: "#Config." + path,
				Message: "no comment says what it is", Hint: "write one on the line above: catalog show, editors and the docs print it"})
		}
	}
	return problems
}

// configDocs collects the settings that a definition declares, by path. One that
// is declared several times, under conditions, needs one comment.
type configDocs struct {
	definitions map[string]ast.Expr
	found       map[string]*documented
	seen        map[string]bool // definitions, by the path that they stand at
}

type documented struct {
	pos  token.Pos
	said bool
}

func (d *configDocs) expr(e ast.Expr, path []string) {
	switch e := e.(type) {
	case *ast.StructLit:
		d.decls(e.Elts, path)
	case *ast.ParenExpr:
		d.expr(e.X, path)
	case *ast.ListLit:
		for _, item := range e.Elts {
			d.expr(item, append(path, "[]"))
		}
	case *ast.Ellipsis:
		d.expr(e.Type, path)
	case *ast.Comprehension:
		d.expr(e.Value, path)
	case *ast.BinaryExpr:
		d.operands(e, path)
	case *ast.Ident:
		at := e.Name + " " + strings.Join(path, ".")
		if definition := d.definitions[e.Name]; definition != nil && !d.seen[at] && len(path) < 20 {
			d.seen[at] = true
			d.expr(definition, path)
		}
	}
}

// operands leaves out what only narrows a type, as in #Resources & {…}.
func (d *configDocs) operands(e *ast.BinaryExpr, path []string) {
	_, leftStruct := e.X.(*ast.StructLit)
	_, rightStruct := e.Y.(*ast.StructLit)
	if e.Op != token.AND || !leftStruct || rightStruct {
		d.expr(e.X, path)
	}
	if e.Op != token.AND || !rightStruct || leftStruct {
		d.expr(e.Y, path)
	}
}

func (d *configDocs) decls(decls []ast.Decl, path []string) {
	for _, decl := range decls {
		switch decl := decl.(type) {
		case *ast.Field:
			d.field(decl, path)
		case *ast.EmbedDecl:
			d.expr(decl.Expr, path)
		case *ast.Comprehension:
			d.expr(decl.Value, path)
		}
	}
}

func (d *configDocs) field(f *ast.Field, path []string) {
	name := labelName(f.Label)
	switch {
	case strings.HasPrefix(name, "_") || strings.HasPrefix(name, "#"):
		return
	case name == "": // a pattern: the names are the user's
		name = "[name]"
	default:
		key := strings.ReplaceAll(strings.Join(append(slices.Clone(path), name), "."), ".[", "[")
		if d.found[key] == nil {
			d.found[key] = &documented{pos: f.Pos()}
		}
		for _, group := range f.Comments() {
			d.found[key].said = d.found[key].said || group.Doc
		}
	}
	d.expr(f.Value, append(slices.Clone(path), name))
}
