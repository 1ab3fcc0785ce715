package load

import (
	"sort"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/slipway-platform/slipway/generator/problem"
)

// factUse finds every use of a cluster fact in a component's syntax tree. A
// fact is symbolic while CUE runs, so it may only be a whole string or stand in
// an interpolation: anything computed from it would be computed from the
// placeholder. Those uses become problems.
type factUse struct {
	labels   map[string]bool
	problems problem.Problems
	// computed is whether something is computed from what stands here, an interpolation too.
	computed bool
}

func (u *factUse) sortedLabels() []string {
	keys := make([]string, 0, len(u.labels))
	for k := range u.labels {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// check walks one file.
func (u *factUse) check(file *ast.File) {
	for _, d := range file.Decls {
		// The inputs themselves may be refined at the top level.
		if f, ok := d.(*ast.Field); ok && labelName(f.Label) == "cluster" {
			continue
		}
		u.node(d, false)
	}
}

// node walks n. plain says whether a fact may stand at n as it is.
func (u *factUse) node(n ast.Node, plain bool) {
	switch n := n.(type) {
	case nil:
	case *ast.Field:
		u.label(n.Label)
		u.node(n.Value, true)
	case *ast.Interpolation:
		for _, e := range n.Elts {
			u.node(e, !u.computed)
		}
	case *ast.StructLit:
		for _, d := range n.Elts {
			u.node(d, false)
		}
	case *ast.ListLit:
		for _, e := range n.Elts {
			u.node(e, true)
		}
	case *ast.ParenExpr:
		u.node(n.X, plain)
	case *ast.UnaryExpr:
		u.node(n.X, plain && n.Op == token.MUL) // *default
	case *ast.BinaryExpr:
		if compares(n.Op) {
			u.compute(n.X, n.Y)
			return
		}
		choice := plain && (n.Op == token.OR || n.Op == token.AND)
		u.node(n.X, choice)
		u.node(n.Y, choice)
	case *ast.SelectorExpr:
		u.selector(n, plain)
	case *ast.IndexExpr:
		if u.labelIndex(n, plain) {
			return
		}
		u.node(n.X, false)
		u.compute(n.Index)
	case *ast.Ident:
		if n.Name == "cluster" {
			u.refuse(n, "cluster")
		}
	default:
		u.children(n)
	}
}

// compute walks what the result is computed from, even where a fact stands in an interpolation.
func (u *factUse) compute(nodes ...ast.Node) {
	before := u.computed
	u.computed = true
	for _, n := range nodes {
		u.node(n, false)
	}
	u.computed = before
}

func compares(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ, token.MAT, token.NMAT:
		return true
	}
	return false
}

// children walks what needs no care of its own: conditions, clauses, calls.
func (u *factUse) children(n ast.Node) {
	ast.Walk(n, func(c ast.Node) bool {
		if c == n {
			return true
		}
		switch c.(type) {
		case *ast.Field, *ast.StructLit, *ast.ListLit, *ast.Interpolation, *ast.SelectorExpr,
			*ast.IndexExpr, *ast.Ident, *ast.BinaryExpr, *ast.UnaryExpr, *ast.ParenExpr:
			u.node(c, false)
			return false
		}
		return true
	}, nil)
}

func (u *factUse) label(l ast.Label) {
	switch l := l.(type) {
	case *ast.Interpolation, *ast.ParenExpr:
		u.compute(l)
	}
}

// selector handles cluster.name and cluster.labels.KEY.
func (u *factUse) selector(n *ast.SelectorExpr, plain bool) {
	if isIdent(n.X, "cluster") {
		name := labelName(n.Sel)
		if name == "labels" || !plain {
			u.refuse(n, "cluster."+name)
		}
		return
	}
	if isLabels(n.X) {
		u.useLabel(n, labelName(n.Sel), plain)
		return
	}
	u.node(n.X, false)
}

// labelIndex handles cluster.labels["example.com/key"].
func (u *factUse) labelIndex(n *ast.IndexExpr, plain bool) bool {
	if !isLabels(n.X) {
		return false
	}
	lit, ok := n.Index.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		u.refuse(n, "cluster.labels[…]")
		return true
	}
	key, err := literal.Unquote(lit.Value)
	if err != nil {
		u.refuse(n, "cluster.labels[…]")
		return true
	}
	u.useLabel(n, key, plain)
	return true
}

func (u *factUse) useLabel(n ast.Node, key string, plain bool) {
	u.labels[key] = true
	if !plain {
		u.refuse(n, "cluster.labels."+key)
	}
}

func (u *factUse) refuse(n ast.Node, what string) {
	u.problems = append(u.problems, problem.Problem{
		Position: inputPosition(n.Pos()),
		Path:     what,
		Message:  "a fact may only be a whole string or stand in an interpolation" + u.beyond(),
		Hint:     u.instead(what),
	})
}

// beyond says more where an interpolation does not help.
func (u *factUse) beyond() string {
	if u.computed {
		return ", and nothing may be computed from it, such as a key or a comparison"
	}
	return ""
}

func (u *factUse) instead(what string) string {
	switch {
	case what == "cluster":
		return "name one of them: cluster.name, cluster.domain, cluster.server or cluster.labels.KEY"
	case u.computed:
		return "set perCluster: true to evaluate the component for each cluster"
	}
	return `write "\(` + what + `)", or set perCluster: true to evaluate the component for each cluster`
}

func isIdent(n ast.Node, name string) bool {
	id, ok := n.(*ast.Ident)
	return ok && id.Name == name
}

func isLabels(n ast.Node) bool {
	s, ok := n.(*ast.SelectorExpr)
	return ok && isIdent(s.X, "cluster") && labelName(s.Sel) == "labels"
}

func labelName(l ast.Label) string {
	name, _, err := ast.LabelName(l)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(name)
}
