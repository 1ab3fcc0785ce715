package load

import (
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/problem"
)

// cueMismatch says why a value does not fit what the schema has for its place,
// and what to do. fits tells whether the value passes a single constraint.
func cueMismatch(schema cue.Value, got cueGot, fits func(cue.Value) bool, path []any) (message, hint string) {
	alternatives := cueAlternatives(schema)
	doc := cueDoc(schema)
	if names, ok := cueConstants(alternatives); ok {
		hint = doc
		if got.kind == cue.StringKind && len(names) > 1 {
			hint = problem.Suggest(inputShort(got.text), names, doc)
		}
		return "must be " + cueOneOf(names) + got.after(path), cueHint(schema, got, hint)
	}
	kinds := cueKinds(alternatives)
	if got.kind != 0 && kinds&got.kind == 0 {
		if phrase := cueKindPhrase(kinds); phrase != "" {
			return "must " + phrase + got.after(path), cueHint(schema, got, doc)
		}
	}
	phrases := cuePhrases(alternatives, got, fits)
	if len(phrases) == 0 {
		return cueWrongForm(got, path), doc
	}
	message = "must " + cueEither(phrases)
	if !got.isComposite() && !strings.HasPrefix(message, "must not be ") {
		message += got.after(path)
	}
	return message, cueHint(schema, got, doc)
}

// cueEither joins phrases: a, b or c.
func cueEither(phrases []string) string {
	last := len(phrases) - 1
	if last == 0 {
		return phrases[0]
	}
	return strings.Join(phrases[:last], ", ") + " or " + phrases[last]
}

// cueWrongForm is what remains to be said where there are no better words.
func cueWrongForm(got cueGot, path []any) string {
	if got.isComposite() {
		return "has the wrong form"
	}
	return "has the wrong form" + got.after(path)
}

// cuePhrases says what each alternative of the value's type demands.
func cuePhrases(alternatives []cue.Value, got cueGot, fits func(cue.Value) bool) []string {
	var phrases []string
	for _, a := range cueWithoutRedundant(alternatives) {
		if got.kind != 0 && cueConjunctKind(a)&got.kind == 0 {
			if phrase := cuePhrase(a); phrase != "" {
				phrases = cueJoin(phrases, phrase)
			}
			continue
		}
		whole := func(c cue.Value) bool { return got.isComposite() && !cueIsValidator(c) || fits(c) }
		demands, ok := cueDemands(a, whole)
		if !ok {
			return nil
		}
		if len(demands) > 0 {
			phrases = cueJoin(phrases, strings.Join(demands, " and "))
		}
	}
	return phrases
}

// cueDemands says which constraints of an alternative a value does not meet; not
// ok where one of them cannot be put into words.
func cueDemands(alternative cue.Value, fits func(cue.Value) bool) (demands []string, ok bool) {
	for _, c := range cueConjuncts(alternative) {
		if fits(c) {
			continue
		}
		phrase := cuePhrase(c)
		if phrase == "" {
			return nil, false
		}
		if plain, _ := c.Expr(); plain != cue.NoOp || len(cueConjuncts(alternative)) == 1 {
			demands = cueJoin(demands, phrase)
		}
	}
	return demands, true
}

// cueJoin adds a phrase that is not there yet; only the first says be.
func cueJoin(phrases []string, phrase string) []string {
	for _, p := range phrases {
		if strings.TrimPrefix(p, "be ") == strings.TrimPrefix(phrase, "be ") {
			return phrases
		}
	}
	if len(phrases) > 0 && strings.HasPrefix(phrases[0], "be ") {
		phrase = strings.TrimPrefix(phrase, "be ")
	}
	return append(phrases, phrase)
}

// cueWithoutRedundant drops constants, such as defaults, that another
// alternative allows as well.
func cueWithoutRedundant(alternatives []cue.Value) []cue.Value {
	var out []cue.Value
	for i, a := range alternatives {
		redundant := false
		if a.Validate(cue.Concrete(true)) == nil {
			for j, b := range alternatives {
				redundant = redundant || i != j && b.Unify(a).Validate(cue.Concrete(true)) == nil && a.Subsume(b) != nil
			}
		}
		if !redundant {
			out = append(out, a)
		}
	}
	return out
}

// cueConstants returns the texts of alternatives that are all constants.
func cueConstants(alternatives []cue.Value) ([]string, bool) {
	var names []string
	for _, a := range alternatives {
		name, ok := cueConstant(a)
		if !ok {
			return nil, false
		}
		names = append(names, name)
	}
	return names, len(names) > 0
}

func cueOneOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return "one of " + strings.Join(names, ", ")
}

// cueKinds is what types the alternatives allow together.
func cueKinds(alternatives []cue.Value) cue.Kind {
	var kinds cue.Kind
	for _, a := range alternatives {
		kinds |= cueConjunctKind(a)
	}
	return kinds
}

// cueConjunctKind is the type of a value; CUE has none for some conjunctions
// with validators.
func cueConjunctKind(v cue.Value) cue.Kind {
	if k := v.IncompleteKind(); k != cue.BottomKind {
		return k
	}
	kind := cue.TopKind
	for _, c := range cueConjuncts(v) {
		if k := c.IncompleteKind(); k != cue.BottomKind {
			kind &= k
		}
	}
	return kind
}
