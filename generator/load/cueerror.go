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
