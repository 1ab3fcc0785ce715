package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/problem"
)

// cueFault is a problem and the path it is about, unlike the one that is shown:
// an unknown field is shown with the path of what it stands in.
type cueFault struct {
	about []any
	problem.Problem
}

// cueCheck is a value the user wrote and the schema it has to fit.
type cueCheck struct {
	schema, value cue.Value
	// strip is how many elements of CUE's paths stand above the value, prefix
	// where the value is in the user's file.
	strip  int
	prefix []any
	// partial is whether what is required may be missing.
	partial bool
	at      func(path ...any) problem.Position
	// text returns what the user wrote at path, such as 0777 or 1_000; may be nil.
	text func(path ...any) string
}

// problems says everything that is wrong with a value for which CUE returned err.
func (c cueCheck) problems(err error) problem.Problems {
	w := &cueWalk{cueCheck: c}
	w.walk(c.schema, c.value, nil)
	for _, g := range cueGroups(err, c.strip) {
		if len(w.faults) >= inputMaxProblems {
			break
		}
		f := cueFault{about: slices.Concat(c.prefix, g.path)}
		if !slices.ContainsFunc(w.faults, f.sameCause) && !slices.ContainsFunc(w.settled, f.isBelow) {
			w.faults = append(w.faults, g.placed(c.schema, c.prefix, c.at))
		}
	}
	return cueProblemsOf(w.faults)
}

func (f cueFault) isBelow(path []any) bool {
	return len(f.about) >= len(path) && slices.Equal(f.about[:len(path)], path)
}

// sameCause tells faults of which one follows from the other.
func (f cueFault) sameCause(g cueFault) bool {
	n := min(len(f.about), len(g.about))
	return slices.Equal(f.about[:n], g.about[:n])
}

func cueProblemsOf(faults []cueFault) problem.Problems {
	out := make(problem.Problems, len(faults))
	for i, f := range faults {
		out[i] = f.Problem
	}
	return out.Sorted()
}

// cueUnknown says that a field is not known, and which are.
func cueUnknown(schema cue.Value, name string) (message, hint string) {
	names := cueFieldNames(schema)
	if len(names) == 0 {
		for pattern := range cuePatterns(schema) {
			key := pattern.Context().Encode(name)
			fits := func(c cue.Value) bool { return c.Unify(key).Err() == nil }
			demands, _ := cueDemands(pattern, fits)
			if phrase := cmp.Or(cueDocPhrase(pattern), strings.Join(demands, " and ")); phrase != "" {
				return fmt.Sprintf("the key %s must %s", inputQuote(name), phrase), ""
			}
		}
		return fmt.Sprintf("unknown field %s", inputQuote(name)), "no fields are known here"
	}
	return fmt.Sprintf("unknown field %s", inputQuote(name)),
		problem.Suggest(inputShort(name), names, "known fields: "+strings.Join(names, ", "))
}
