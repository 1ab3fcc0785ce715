package load

import (
	"fmt"
	"slices"

	"cuelang.org/go/cue/ast"

	"github.com/slipway-platform/slipway/generator/problem"
)

// Place is where a component writes a field, such as values.replicas, or the
// nearest thing above it that stands there by name.
func (t *Trials) Place(component string, field ...string) problem.Position {
	c, ok := t.catalog[component]
	if !ok {
		return problem.Position{}
	}
	path := make([]any, len(field))
	for i, name := range field {
		path[i] = name
	}
	return c.place(path...)
}

// place is where the component's files write what is at a path: of several that
// do, the last, which belongs to the strongest catalog.
func (c *compiled) place(path ...any) problem.Position {
	best, depth := problem.Position{File: c.file}, 0
	for _, file := range slices.Backward(c.syntax) {
		placeIn(file.Decls, path, 1, func(n ast.Node, at int) {
			if at > depth {
				best, depth = inputPosition(n.Pos()), at
			}
		})
	}
	return best
}

// placeIn visits the fields on the way to a path, conditions or not.
func placeIn(decls []ast.Decl, path []any, depth int, visit func(n ast.Node, depth int)) {
	if len(path) == 0 {
		return
	}
	for _, decl := range decls {
		switch decl := decl.(type) {
		case *ast.Field:
			if labelName(decl.Label) == fmt.Sprint(path[0]) {
				visit(decl, depth)
				placeInValue(decl.Value, path[1:], depth+1, visit)
			}
		case *ast.EmbedDecl:
			placeIn(structDecls(decl.Expr), path, depth, visit)
		case *ast.Comprehension:
			placeIn(structDecls(decl.Value), path, depth, visit)
		}
	}
}

// placeInValue goes on in a field's value; in a list as far as its items are
// written one by one.
func placeInValue(e ast.Expr, path []any, depth int, visit func(n ast.Node, depth int)) {
	placeIn(structDecls(e), path, depth, visit)
	list, ok := e.(*ast.ListLit)
	if !ok || len(path) == 0 {
		return
	}
	n, ok := path[0].(int)
	computed := slices.ContainsFunc(list.Elts, func(e ast.Expr) bool {
		_, comprehension := e.(*ast.Comprehension)
		return comprehension
	})
	if ok && !computed && n < len(list.Elts) {
		visit(list.Elts[n], depth)
		placeInValue(list.Elts[n], path[1:], depth+1, visit)
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
