package load

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/errors"

	"github.com/slipway-platform/slipway/generator/problem"
)

// catalogProblems turns an error in a catalog's CUE into problems: one per path.
// Its author reads CUE, so the text stays CUE's own.
func catalogProblems(err error) problem.Problems {
	return catalogProblemsAt(err, nowhere)
}

// catalogProblemsAt is catalogProblems where place knows the paths to which CUE gives no place.
func catalogProblemsAt(err error, place func(path ...any) problem.Position) problem.Problems {
	var out problem.Problems
	if errors.As(err, &out) {
		return slices.Clone(out)
	}
	for _, g := range cueGroups(err, 0) {
		e := g.telling()
		p := problem.Problem{Position: authorPosition(e), Path: inputPath(g.path), Message: strings.TrimPrefix(e.Error(), strings.Join(e.Path(), ".")+": ")}
		if p.Line == 0 {
			p.Position = place(g.path...)
		}
		out = append(out, p)
	}
	if len(out) == 0 && err != nil {
		out = problem.Problems{{Message: err.Error()}}
	}
	return out
}

// broken is catalogProblems of a component that does not evaluate, for those who
// only use it.
func (c *compiled) broken(err error) problem.Problems {
	out := catalogProblemsAt(err, c.place)
	for i, p := range out {
		whose := fmt.Sprintf("this is in the catalog's component %s, not in your platform", c.Name)
		out[i].Hint = strings.TrimPrefix(p.Hint+"\n    "+whose, "\n    ")
	}
	return out
}

// fault is a problem of a component at a path of its own.
func (c *compiled) fault(path []any, message, hint string) problem.Problems {
	return problem.Problems{{Position: c.place(path...), Path: inputPath(path), Message: message, Hint: hint}}
}

// telling is the first error that says more than that no choice fits.
func (g *cueGroup) telling() errors.Error {
	for _, e := range g.errors {
		if format, _ := e.Msg(); !strings.Contains(format, "empty disjunction") {
			return e
		}
	}
	return g.errors[0]
}

// authorPosition is the first place in a catalog's file that an error names, in
// the user's own before the builtin one; the schema's own files stand in no folder.
func authorPosition(e errors.Error) problem.Position {
	var builtin problem.Position
	for _, pos := range errors.Positions(e) {
		switch file := pos.Filename(); {
		case !strings.Contains(file, "/"):
		case !strings.HasPrefix(file, builtinName+"/"):
			return inputPosition(pos)
		case builtin.Line == 0:
			builtin = inputPosition(pos)
		}
	}
	return builtin
}
