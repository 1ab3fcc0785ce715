package chart

import (
	"maps"
	"slices"
	"strings"
	"text/template/parse"
)

// generating are the template functions whose result differs from one call to the next.
func generating() []string {
	return []string{
		"randAlphaNum", "randAlpha", "randNumeric", "randAscii", "randBytes", "uuidv4", "genPrivateKey", "genCA", "genCAWithKey",
		"genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "htpasswd", "bcrypt",
		"encryptAES", "now", "ago",
	}
}

// unordered are those whose result may be the same a few times by chance.
func unordered() []string { return []string{"randInt", "shuffle", "keys", "values"} }

// chances is how often a chart is rendered again that may come out the same by chance.
const chances = 6

// calls is what the templates of a chart call, of that which matters here.
type calls struct{ generating, unordered, apis bool }

// repeats is how often to render again: a chart that calls none of these comes out the same by construction.
func (c calls) repeats() int {
	switch {
	case c.unordered:
		return chances
	case c.generating:
		return 1
	}
	return 0
}

// callsOf looks at the templates, and at values that hold templates.
func callsOf(e *expanded) calls {
	var c calls
	for _, t := range e.templates {
		c.look(t.text)
	}
	eachString(e.values, func(s string) {
		if strings.Contains(s, "{{") {
			c.look(s)
		}
	})
	return c
}

func (c *calls) look(text string) {
	c.apis = c.apis || strings.Contains(text, "APIVersions")
	if !slices.ContainsFunc(slices.Concat(generating(), unordered()), func(name string) bool { return strings.Contains(text, name) }) {
		return
	}
	for _, node := range identifiers(text) {
		c.generating = c.generating || slices.Contains(generating(), node.Ident)
		c.unordered = c.unordered || slices.Contains(unordered(), node.Ident)
	}
}

// shifted stands for a clock that is a year, half a day and some minutes ahead, so that the hour, the day and the year
// are others as well.
const shifted = `(now | dateModify "+8771h13m7s")`

// shiftClock makes a template see another time: two renders within a second would else agree about the day.
func shiftClock(text string) string {
	if !strings.Contains(text, "now") {
		return text
	}
	var b strings.Builder
	done := 0
	for _, node := range identifiers(text) {
		at := int(node.Pos)
		if node.Ident != "now" || at < done || !strings.HasPrefix(text[at:], "now") {
			continue
		}
		b.WriteString(text[done:at] + shifted)
		done = at + len("now")
	}
	return b.String() + text[done:]
}

// identifiers are the functions that a template calls, in the order of their places. One that does not parse calls none:
// the engine reports it.
func identifiers(text string) []*parse.IdentifierNode {
	trees := map[string]*parse.Tree{}
	t := parse.New("template")
	t.Mode = parse.SkipFuncCheck
	if _, err := t.Parse(text, "", "", trees); err != nil {
		return nil
	}
	var out []*parse.IdentifierNode
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		out = identifiersIn(trees[name].Root, out)
	}
	slices.SortFunc(out, func(a, b *parse.IdentifierNode) int { return int(a.Pos) - int(b.Pos) })
	return out
}

func identifiersIn(n parse.Node, out []*parse.IdentifierNode) []*parse.IdentifierNode {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				out = identifiersIn(child, out)
			}
		}
	case *parse.ActionNode:
		out = identifiersIn(n.Pipe, out)
	case *parse.PipeNode:
		if n != nil {
			for _, command := range n.Cmds {
				for _, argument := range command.Args {
					out = identifiersIn(argument, out)
				}
			}
		}
	case *parse.ChainNode:
		out = identifiersIn(n.Node, out)
	case *parse.IdentifierNode:
		out = append(out, n)
	case *parse.TemplateNode:
		out = identifiersIn(n.Pipe, out)
	case *parse.IfNode:
		out = branch(&n.BranchNode, out)
	case *parse.RangeNode:
		out = branch(&n.BranchNode, out)
	case *parse.WithNode:
		out = branch(&n.BranchNode, out)
	}
	return out
}

func branch(n *parse.BranchNode, out []*parse.IdentifierNode) []*parse.IdentifierNode {
	return identifiersIn(n.ElseList, identifiersIn(n.List, identifiersIn(n.Pipe, out)))
}

// eachString visits the strings of values.
func eachString(v any, visit func(string)) {
	switch v := v.(type) {
	case string:
		visit(v)
	case map[string]any:
		for _, e := range v {
			eachString(e, visit)
		}
	case []any:
		for _, e := range v {
			eachString(e, visit)
		}
	}
}
