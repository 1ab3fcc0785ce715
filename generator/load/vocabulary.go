package load

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/slipway-platform/slipway/generator/problem"
)

// ownCapability begins the names that a catalog may add to the vocabulary.
const ownCapability = "x-"

// checkVocabulary refuses capabilities that do not exist: one that is
// misspelled would never be present, and nobody would notice.
func checkVocabulary(c *compiled) problem.Problems {
	known := fieldNames(c.root.LookupPath(cue.ParsePath("#Capabilities")))
	var problems problem.Problems
	for _, list := range []struct {
		field string
		names []string
	}{{"provides", c.Provides}, {"requires", c.Requires}, {"uses", c.Uses}, {"reads", c.Reads}, {"exclusive", c.Exclusive}} {
		for i, name := range list.names {
			if slices.Contains(known, name) || strings.HasPrefix(name, ownCapability) {
				continue
			}
			problems = append(problems, c.fault([]any{list.field, i}, fmt.Sprintf("unknown capability %q", name),
				problem.Suggest(name, known, "see: slipway catalog capabilities; one of your own begins with "+ownCapability))...)
		}
	}
	for i, name := range c.Exclusive {
		if len(problems) == 0 && !slices.Contains(c.Provides, name) {
			problems = append(problems, c.fault([]any{"exclusive", i}, name+" is not named under provides", "name it there, or remove this")...)
		}
	}
	return problems
}

// capabilityUse finds the capabilities that a component's files ask for, as
// has.NAME, given.NAME and asked.NAME.
type capabilityUse []capabilityMention

type capabilityMention struct {
	input, name string
	problem.Position
}

func (u *capabilityUse) check(file *ast.File) {
	ast.Walk(file, func(n ast.Node) bool {
		input, name := capabilityIn(n)
		if name != "" {
			*u = append(*u, capabilityMention{input, name, inputPosition(n.Pos())})
		}
		return true
	}, nil)
}

// capabilityIn takes has.NAME and has["NAME"] apart.
func capabilityIn(n ast.Node) (input, name string) {
	var from ast.Node
	switch n := n.(type) {
	case *ast.SelectorExpr:
		from, name = n.X, labelName(n.Sel)
	case *ast.IndexExpr:
		if lit, ok := n.Index.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			from = n.X
			name, _ = literal.Unquote(lit.Value)
		}
	}
	for _, input := range []string{"has", "given", "asked"} {
		if from != nil && isIdent(from, input) {
			return input, name
		}
	}
	return "", ""
}

// unnamed refuses a question about a capability that the component does not
// name: it would always be answered with no.
func (u capabilityUse) unnamed(c *compiled) problem.Problems {
	var problems problem.Problems
	for _, m := range u {
		named, fields := c.Connections(), "uses, reads or requires"
		if m.input == "asked" {
			named, fields = c.Provides, "provides"
		}
		if !slices.Contains(named, m.name) {
			problems = append(problems, problem.Problem{Position: m.Position, Path: m.input + "." + m.name,
				Message: fmt.Sprintf("%s is not named under %s", m.name, fields), Hint: "name it there, so that it is known what the component depends on"})
		}
	}
	return problems
}

// decodeAlone reads what may depend on the config and on capabilities as it is
// with all defaults where nothing else is present, and whether the component
// says anything to others.
func (c *compiled) decodeAlone(ctx *cue.Context) problem.Problems {
	has := map[string]bool{}
	for _, name := range c.Connections() {
		has[name] = false
	}
	alone := c.root.FillPath(cue.ParsePath("has"), ctx.Encode(has))
	for _, f := range []componentField{{"secrets", &c.Secrets}, {"images", &c.Images}} {
		if ps := c.decodeField(alone, f.name, f.into); len(ps) > 0 {
			return ps
		}
	}
	c.Parts = fieldNames(alone.LookupPath(cue.ParsePath("parts")))
	for _, part := range []struct {
		name   string
		named  []string
		fields string
	}{{"gives", c.Provides, "provides"}, {"asks", c.Connections(), "uses, reads or requires"}} {
		said := alone.LookupPath(cue.ParsePath(part.name))
		c.says = c.says || said.Exists()
		for _, capability := range fieldNames(said) {
			if !slices.Contains(part.named, capability) {
				return c.fault([]any{part.name, capability}, fmt.Sprintf("%s is not named under %s", capability, part.fields), "name it there, or remove this")
			}
			definition := cue.MakePath(cue.Def("#Capabilities"), cue.Str(capability))
			if known := c.root.LookupPath(definition); known.Exists() && !known.LookupPath(cue.MakePath(cue.Str(part.name))).Exists() {
				return c.fault([]any{part.name, capability}, "there is nothing to say about this capability", "remove it; see: slipway catalog capabilities")
			}
		}
	}
	if c.says && c.PerCluster {
		return c.fault([]any{"perCluster"}, "a component that is evaluated for each cluster can give and ask nothing",
			"what it says would be another thing on each; remove perCluster, or what it gives and asks")
	}
	return nil
}
