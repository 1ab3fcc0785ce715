package load

import (
	"cuelang.org/go/cue/ast"

	"github.com/slipway-platform/slipway/generator/problem"
)

// Place is where a component writes a field, such as values.replicas, or the
// nearest thing above it that stands there by name.
func (t *Trials) Place(component string, field ...string) problem.Position {
	if c, ok := t.catalog[component]; ok {
		return c.place(field)
	}
	return problem.Position{}
}

func (c *compiled) place(field []string) problem.Position {
	best, depth := problem.Position{File: c.file}, 0
	for _, file := range c.syntax {
		placeIn(file.Decls, field, 1, func(f *ast.Field, at int) {
			if at > depth {
				best, depth = inputPosition(f.Pos()), at
			}
		})
	}
	return best
}

// placeIn visits the fields on the way to a path, conditions or not.
func placeIn(decls []ast.Decl, field []string, depth int, visit func(f *ast.Field, depth int)) {
	if len(field) == 0 {
		return
	}
	for _, decl := range decls {
		switch decl := decl.(type) {
		case *ast.Field:
			if labelName(decl.Label) == field[0] {
				visit(decl, depth)
				placeIn(structDecls(decl.Value), field[1:], depth+1, visit)
			}
		case *ast.EmbedDecl:
			placeIn(structDecls(decl.Expr), field, depth, visit)
		case *ast.Comprehension:
			placeIn(structDecls(decl.Value), field, depth, visit)
		}
	}
}

func structDecls(e ast.Expr) []ast.Decl {
	switch e := e.(type) {
	case *ast.StructLit:
		return e.Elts
	case *ast.BinaryExpr:
		return append(structDecls(e.X), structDecls(e.Y)...)
	case *ast.ParenExpr:
		return structDecls(e.X)
	}
	return nil
}
