package load

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"

	"github.com/slipway-platform/slipway/generator/problem"
)

// decodeFields reads the fields that no cluster changes, each checked against
// its definition, and says everything that is wrong with them.
func (c *compiled) decodeFields() problem.Problems {
	if _, err := c.root.Fields(); err != nil {
		return catalogProblems(err)
	}
	c.rules = fieldRules(c.root)
	problems := c.unknownFields()
	for _, f := range c.plainFields() {
		problems = append(problems, c.decodeField(c.root, f.name, f.into)...)
	}
	if len(problems) > 0 {
		return problems
	}
	return c.misplacedFields()
}

// componentPackage is what all files of a component belong to, and the schema's.
const componentPackage = "component"

func checkPackage(file *ast.File) problem.Problems {
	name := file.PackageName()
	if name == componentPackage {
		return nil
	}
	p := problem.Problem{Position: problem.Position{File: file.Filename}, Message: "must begin with package " + componentPackage}
	if name != "" {
		p.Position, p.Message = inputPosition(file.Pos()), p.Message+fmt.Sprintf(" (got package %s)", name)
	}
	return problem.Problems{p}
}

type componentField struct {
	name string
	into any
}

func (c *compiled) plainFields() []componentField {
	out := &c.Component
	return []componentField{
		{"name", &out.Name}, {"title", &out.Title}, {"summary", &out.Summary}, {"category", &out.Category},
		{"homepage", &out.Homepage}, {"license", &out.License}, {"source", &out.Source},
		{"namespace", &out.Namespace}, {"podSecurity", &out.PodSecurity},
		{"provides", &out.Provides}, {"requires", &out.Requires}, {"uses", &out.Uses}, {"reads", &out.Reads},
		{"conflicts", &out.Conflicts}, {"exclusive", &out.Exclusive}, {"perCluster", &out.PerCluster}, {"forTenants", &out.ForTenants},
		{"profiles", &out.Profiles}, {"crds", &out.CRDs}, {"health", &out.Health},
		{"ignoreDrift", &out.IgnoreDrift}, {"deletion", &out.Deletion}, {"footprint", &out.Footprint}, {"networkPolicy", &out.NetworkPolicy},
		{"upgrades", &out.Upgrades}, {"init", &out.Init}, {"example", &out.Example}, {"accepted", &out.Accepted},
	}
}

// decodeField reads a field from the component's value, or from what was filled into it.
func (c *compiled) decodeField(value cue.Value, name string, into any) problem.Problems {
	rule := c.rules[name]
	given := value.LookupPath(cue.MakePath(cue.Str(name)))
	v := rule.schema
	switch {
	case rule.demand == cue.RequiredConstraint && !given.IsConcrete():
		return c.fault([]any{name}, "is required", cueDoc(rule.schema))
	case given.Exists():
		v = rule.schema.Unify(given)
	case rule.demand == cue.OptionalConstraint:
		return nil
	}
	err := decodeConcrete(v, into)
	if err == nil {
		return nil
	}
	if wrong := given.Validate(); wrong != nil {
		return catalogProblemsAt(wrong, c.place) // whatever it is to be
	}
	return cueCheck{schema: rule.schema, value: given, strip: 2, prefix: []any{name}, at: c.place}.problems(err)
}

// fieldRule is what #Component says of a field, and whether it must be there.
type fieldRule struct {
	schema cue.Value
	demand cue.SelectorType
}

func fieldRules(root cue.Value) map[string]fieldRule {
	out := map[string]fieldRule{}
	iter, err := root.LookupPath(cue.ParsePath("#Component")).Fields(cue.Optional(true))
	for err == nil && iter.Next() {
		out[strings.TrimRight(iter.Selector().Unquoted(), "!?")] = fieldRule{iter.Value(), iter.Selector().ConstraintType()}
	}
	return out
}

// unknownFields reports top-level fields that #Component does not know: a
// package's top level is open, a component is not.
func (c *compiled) unknownFields() problem.Problems {
	known := fieldNames(c.root.LookupPath(cue.ParsePath("#Component")))
	var problems problem.Problems
	iter, err := c.root.Fields(cue.Optional(true))
	for err == nil && iter.Next() {
		name := iter.Selector().Unquoted()
		if slices.Contains(known, name) {
			continue
		}
		own := slices.DeleteFunc(slices.Clone(known), func(name string) bool { return slices.Contains(componentInputs(), name) })
		problems = append(problems, problem.Problem{Position: c.place(name), Message: fmt.Sprintf("unknown field %q", name),
			Hint: problem.Suggest(name, own, "known fields: "+strings.Join(own, ", "))})
	}
	return problems
}

// componentInputs are what a component is given, and never sets.
func componentInputs() []string {
	return []string{"platform", "cluster", "has", "given", "asked", "providers", "version", "config"}
}

// misplacedFields reports fields that go with another source than the
// component's: nothing would come of them.
func (c *compiled) misplacedFields() problem.Problems {
	var sources []string
	for _, s := range []struct {
		name  string
		given bool
	}{{"chart", c.Source.Chart != nil}, {"manifests", c.Source.Manifests != nil}, {"files", c.Source.Files != nil}} {
		if s.given {
			sources = append(sources, s.name)
		}
	}
	if len(sources) != 1 {
		return problem.Problems{{Position: c.place("source"), Path: "source", Message: "must have one of chart, manifests and files",
			Hint: "it says where the installed objects come from"}}
	}
	var problems problem.Problems
	for _, f := range []struct{ name, source string }{{"values", "chart"}, {"parts", "chart"}, {"patches", "manifests"}, {"objects", "files"}} {
		if f.source != sources[0] && c.root.LookupPath(cue.MakePath(cue.Str(f.name))).Exists() {
			problems = append(problems, problem.Problem{Position: c.place(f.name), Path: f.name,
				Message: fmt.Sprintf("goes with source.%s, and the component has source.%s", f.source, sources[0]), Hint: "nothing would come of it; remove it, or change the source"})
		}
	}
	return problems
}
