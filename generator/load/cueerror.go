package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/errors"

	"github.com/slipway-platform/slipway/generator/problem"
)

// cueProblems turns a CUE error over a value the user wrote into problems: one
// per place, in words. The first strip elements of an error's path stand above
// the value; prefix is where the value is in the user's file. Where the value is
// at hand, cueCheck says more.
func cueProblems(err error, schema cue.Value, strip int, prefix []any, at func(path ...any) problem.Position) problem.Problems {
	return cueProblemsOf(cueFaults(err, schema, strip, prefix, at))
}

// cueGroup is all that CUE says of one path.
type cueGroup struct {
	path   []any
	errors []errors.Error
}

func cueFaults(err error, schema cue.Value, strip int, prefix []any, at func(path ...any) problem.Position) []cueFault {
	var out []cueFault
	for _, g := range cueGroups(err, strip) {
		out = append(out, g.placed(schema, prefix, at))
	}
	return out
}

// placed is the group's fault with its position.
func (g *cueGroup) placed(schema cue.Value, prefix []any, at func(path ...any) problem.Position) cueFault {
	f := g.fault(schema, prefix)
	path := f.about
	if f.missing {
		path = path[:len(path)-1]
	}
	if f.unknown {
		path = append(slices.Clone(path[:len(path)-1]), inputKey(fmt.Sprint(path[len(path)-1])))
	}
	f.Position = cueErrorPosition(g.errors)
	if at != nil {
		f.Position = at(path...)
	}
	return f.cueFault
}

// cueGroups collects errors by path, in the order of their first, without
// those that follow from deeper ones.
func cueGroups(err error, strip int) []*cueGroup {
	var groups []*cueGroup
	byPath := map[string]*cueGroup{}
	for _, e := range errors.Errors(err) {
		path := cueErrorPath(e, strip)
		key := inputPath(path)
		if byPath[key] == nil {
			if len(groups) == inputMaxProblems {
				break
			}
			byPath[key] = &cueGroup{path: path}
			groups = append(groups, byPath[key])
		}
		byPath[key].errors = append(byPath[key].errors, e)
	}
	var out []*cueGroup
	for i, g := range groups {
		if !cueFollows(groups, i) {
			out = append(out, g)
		}
	}
	return out
}

// cueFollows tells errors of which a deeper one says more: those of a
// disjunction whose alternatives fail below.
func cueFollows(groups []*cueGroup, i int) bool {
	for j, g := range groups {
		if i != j && len(g.path) > len(groups[i].path) && slices.Equal(g.path[:len(groups[i].path)], groups[i].path) {
			return true
		}
	}
	return false
}

// cueErrorFault is a fault and whether it is about something absent or unknown.
type cueErrorFault struct {
	cueFault
	missing, unknown bool
}

// fault puts what CUE says of one path into words.
func (g *cueGroup) fault(schema cue.Value, prefix []any) cueErrorFault {
	about := slices.Concat(prefix, g.path)
	f := cueErrorFault{cueFault: cueFault{about: about, Problem: problem.Problem{Path: inputPath(about)}}}
	below, known := cueBelow(schema, g.path)
	format, args := g.errors[0].Msg()
	switch {
	case strings.Contains(format, "field is required"):
		f.Message, f.Hint, f.missing = "is required", cueDoc(below), len(about) > 0
	case strings.Contains(format, "not allowed") && len(g.path) > 0:
		n, parent := cueFirstUnknown(schema, g.path)
		f.Message, f.Hint = cueUnknown(parent, fmt.Sprint(g.path[n]))
		f.about, f.Path, f.unknown = about[:len(prefix)+n+1], inputPath(about[:len(prefix)+n]), true
	case strings.HasPrefix(format, "incomplete value"):
		f.Message, f.Hint = "is required", cueDoc(below)
	case strings.HasPrefix(format, "incompatible list lengths"):
		f.Message, f.Hint = "has the wrong number of items", cueDoc(below)
	case known && len(args) > 0:
		f.Message, f.Hint = cueMismatch(below, g.got(below), func(c cue.Value) bool { return g.fits(c) }, about)
	default:
		f.Message = cueErrorText(g.errors[0])
	}
	return f
}

// cueFirstUnknown returns which element of a path the schema does not know, and
// the schema of what it stands in.
func cueFirstUnknown(schema cue.Value, path []any) (int, cue.Value) {
	parent := schema
	for n := range len(path) - 1 {
		below, ok := cueBelow(parent, path[n:n+1])
		if !ok {
			return n, parent
		}
		parent = below
	}
	return len(path) - 1, parent
}

// got finds what the user wrote among the arguments of the errors: what is not
// part of the schema.
func (g *cueGroup) got(schema cue.Value) cueGot {
	var constants []string
	for _, a := range cueAlternatives(schema) {
		if text, ok := cueConstant(a); ok {
			constants = append(constants, text)
		}
	}
	kinds := cueKinds(cueAlternatives(schema))
	var found cueGot
	for _, e := range g.errors {
		format, args := e.Msg()
		switch {
		case strings.HasPrefix(format, "invalid value") && len(args) >= 1:
			return cueGotArgument(fmt.Sprint(args[0]))
		case strings.HasPrefix(format, "conflicting values") && len(args) >= 2:
			for _, a := range args[:2] {
				got := cueGotArgument(fmt.Sprint(a))
				switch {
				case got.kind == 0:
				case got.kind&kinds == 0:
					return got
				case !got.isComposite() && !slices.Contains(constants, got.constant()):
					found = got
				}
			}
		}
	}
	return found
}

// fits is whether none of the errors is about a constraint.
func (g *cueGroup) fits(c cue.Value) bool {
	got := g.got(c)
	if got.kind == 0 {
		return false
	}
	var v cue.Value
	switch got.kind {
	case cue.StringKind:
		v = c.Context().Encode(got.text)
	case cue.IntKind, cue.FloatKind, cue.BoolKind:
		v = c.Context().CompileString(got.text)
	default:
		return false
	}
	return c.Unify(v).Err() == nil
}

// cueErrorText is CUE's own message without the path.
func cueErrorText(e errors.Error) string {
	format, args := e.Msg()
	if strings.HasPrefix(format, "conflicting values") && len(args) >= 2 {
		return fmt.Sprintf("has two values that differ, %s and %s", cueGotArgument(fmt.Sprint(args[0])), cueGotArgument(fmt.Sprint(args[1])))
	}
	for _, noise := range []string{"invalid value", "%d errors in empty disjunction", "incompatible list lengths"} {
		if strings.HasPrefix(format, noise) {
			return "has the wrong form"
		}
	}
	args = slices.Clone(args)
	for i, a := range args {
		args[i] = inputShort(fmt.Sprint(a))
	}
	return inputMask(strings.TrimSpace(fmt.Sprintf(format, args...)))
}

// cueErrorPosition is the last place an error names: what contradicts stands
// below what it contradicts.
func cueErrorPosition(errs []errors.Error) problem.Position {
	var last problem.Position
	for _, pos := range errors.Positions(errs[0]) {
		if p := inputPosition(pos); p.Line > last.Line || p.Line == last.Line && p.Col > last.Col {
			last = p
		}
	}
	return last
}

// cueErrorPath is where an error is, without what stands above the user's value.
func cueErrorPath(e errors.Error, strip int) []any {
	elements := e.Path()
	elements = elements[min(strip, len(elements)):]
	path := make([]any, len(elements))
	for i, s := range elements {
		if n, err := strconv.Atoi(s); err == nil {
			path[i] = n
		} else if name, err := strconv.Unquote(s); err == nil {
			path[i] = name
		} else {
			path[i] = s
		}
	}
	return path
}
