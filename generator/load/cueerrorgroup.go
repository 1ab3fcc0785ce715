package load

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/problem"
)

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
