package load

import (
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/slipway-platform/slipway/generator/problem"
)

// Computation is where a component computes something, and what it reads for that.
type Computation struct {
	problem.Position
	// Reads are what stands there and in the conditions around it, such as config.replicas, has.metrics, cluster.domain;
	// sorted.
	Reads []string
}

// Computed says how a component computes a field of its own, such as values.replicas; false where it does not.
func (o *Origins) Computed(component string, field ...string) (Computation, bool) {
	c := o.r.catalog[component]
	s := referenceSearch{seen: map[string]bool{}, reads: map[string]bool{}}
	for _, f := range c.syntax {
		s.decls = append(s.decls, f.Decls...)
	}
	path := make([]any, len(field))
	for i, name := range field {
		path[i] = name
	}
	expressions := s.deepest(field)
	for _, e := range expressions {
		s.walk(e)
	}
	return Computation{c.place(path...), slices.Sorted(maps.Keys(s.reads))}, len(expressions) > 0
}

// Overrides are the files that override a value of a unit's chart on a cluster, weakest first.
func (o *Origins) Overrides(cluster, component, unit string, path []any) []Origin {
	var out []Origin
	for _, f := range o.r.input.overridesFor(&o.r.catalog[component].Component, cluster) {
		if value, ok := ValueAt(f.Values, path); ok && f.Component == unit {
			out = append(out, Origin{"override", f.at(path...), value})
		}
	}
	return out
}

// referenceSearch finds what expressions of a component read.
type referenceSearch struct {
	decls []ast.Decl
	seen  map[string]bool
	reads map[string]bool
}

// given are the names that Slipway fills in.
func given() []string {
	return []string{"config", "platform", "cluster", "has", "given", "asked", "providers", "version"}
}

// deepest are the expressions of the fields that lead furthest to a path, with the conditions around them. A struct on the
// way that has nothing further does not lead there.
func (s *referenceSearch) deepest(field []string) []ast.Expr {
	best, out := 0, []ast.Expr(nil)
	var search func(decls []ast.Decl, rest []string, depth int, around []ast.Expr)
	search = func(decls []ast.Decl, rest []string, depth int, around []ast.Expr) {
		if len(rest) == 0 {
			return
		}
		for _, decl := range decls {
			switch d := decl.(type) {
			case *ast.Field:
				if labelName(d.Label) != rest[0] {
					continue
				}
				below := structDecls(d.Value)
				leads := len(rest) == 1 || below == nil
				if leads && depth > best {
					best, out = depth, nil
				}
				if leads && depth == best {
					out = append(append(out, around...), d.Value)
				}
				search(below, rest[1:], depth+1, around)
			case *ast.EmbedDecl:
				search(structDecls(d.Expr), rest, depth, around)
			case *ast.Comprehension:
				search(structDecls(d.Value), rest, depth, slices.Concat(around, conditions(d)))
			}
		}
	}
	search(s.decls, field, 1, nil)
	return out
}

func conditions(c *ast.Comprehension) []ast.Expr {
	var out []ast.Expr
	for _, clause := range c.Clauses {
		switch clause := clause.(type) {
		case *ast.IfClause:
			out = append(out, clause.Condition)
		case *ast.ForClause:
			out = append(out, clause.Source)
		case *ast.LetClause:
			out = append(out, clause.Expr)
		}
	}
	return out
}

// walk records what an expression reads, also by way of the component's own hidden fields.
func (s *referenceSearch) walk(e ast.Node) {
	ast.Walk(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			s.walk(n.Value) // a label that is a name refers to nothing
			return false
		case *ast.SelectorExpr, *ast.Ident:
			s.reference(n.(ast.Expr))
			return false
		}
		return true
	}, nil)
}

func (s *referenceSearch) reference(e ast.Expr) {
	var path []string
	for {
		selector, ok := e.(*ast.SelectorExpr)
		if !ok {
			break
		}
		path = append([]string{labelName(selector.Sel)}, path...)
		e = selector.X
	}
	ident, ok := e.(*ast.Ident)
	switch {
	case !ok:
		s.walk(e)
	case slices.Contains(given(), ident.Name):
		s.reads[strings.Join(append([]string{ident.Name}, path...), ".")] = true
	case !s.seen[ident.Name]:
		s.seen[ident.Name] = true
		for _, definition := range s.definitions(ident.Name) {
			s.walk(definition)
		}
	}
}

// definitions are what a name of the component's own stands for.
func (s *referenceSearch) definitions(name string) []ast.Expr {
	var out []ast.Expr
	for _, decl := range s.decls {
		switch d := decl.(type) {
		case *ast.Field:
			if labelName(d.Label) == name && strings.HasPrefix(name, "_") {
				out = append(out, d.Value)
			}
		case *ast.LetClause:
			if d.Ident.Name == name {
				out = append(out, d.Expr)
			}
		}
	}
	return out
}
