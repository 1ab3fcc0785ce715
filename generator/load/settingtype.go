package load

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"
)

// typeOf says what a setting may be, in words, and lists the values of one that
// is one of a few.
func typeOf(v cue.Value, depth int) (text string, values []string) {
	alternatives := cueWithoutRedundant(cueAlternatives(v))
	if cueKinds(alternatives) == cue.BoolKind {
		return "true or false", nil
	}
	if names, ok := cueConstants(alternatives); ok {
		return cueOneOf(names), names
	}
	var words []string
	for _, a := range alternatives {
		if word := alternativeType(a, depth); word != "" {
			words = cueJoin(words, word)
		}
	}
	return strings.Join(slices.DeleteFunc(slices.Clone(words), func(word string) bool { // a default that is computed
		return slices.ContainsFunc(words, func(other string) bool {
			return strings.HasPrefix(other, word+", ") || strings.HasPrefix(other, word+" that ")
		})
	}), " or "), nil
}

// alternativeType says what one alternative of a setting may be: all that it
// demands together.
func alternativeType(v cue.Value, depth int) string {
	if text, ok := compositeType(v, depth); ok {
		return text
	}
	var words []string
	from, through := "", ""
	for _, c := range settingDemands(v) {
		op, args := c.Expr()
		switch op {
		case cue.GreaterThanEqualOp:
			from = fmt.Sprint(args[0])
		case cue.LessThanEqualOp:
			through = fmt.Sprint(args[0])
		default:
			words = append(words, demand(c))
		}
	}
	switch {
	case from != "" && through != "":
		words = append(words, from+" to "+through)
	case from != "":
		words = append(words, "at least "+from)
	case through != "":
		words = append(words, "at most "+through)
	}
	return together(words)
}

// settingDemands takes a conjunction apart, also one that has a name but no
// comment to say what it is.
func settingDemands(v cue.Value) []cue.Value {
	var out []cue.Value
	for _, c := range cueConjuncts(v) {
		target, ok := cueTarget(c)
		if name := cueBuiltinName(c); ok && cueDoc(target) == "" && name != dnsLabel && cueBuiltinPhrase(name, "") == "" {
			out = append(out, settingDemands(target)...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// longestPattern is how long a regular expression may be that somebody reads.
const longestPattern = 45

// dnsLabel is a definition whose pattern says less than its name.
const dnsLabel = "#DNSLabel"

// demand is one thing that a value must be.
func demand(c cue.Value) string {
	op, args := c.Expr()
	if op == cue.RegexMatchOp {
		if text, err := args[0].String(); err == nil && len(text) <= longestPattern {
			return "a string that matches " + text
		}
		return "a string of a certain form"
	}
	if cueBuiltinName(c) == dnsLabel {
		return "a DNS label"
	}
	phrase := cuePhrase(c)
	for _, verb := range []string{"be ", "have "} {
		phrase = strings.Replace(strings.TrimPrefix(phrase, verb), "not "+verb, "not ", 1)
	}
	return phrase
}

// together joins demands. That something is a string goes without saying where
// another demand can be met by strings alone.
func together(words []string) string {
	var out []string
	for _, word := range words {
		plain := word == "a string" && slices.ContainsFunc(words, func(other string) bool {
			return other != word && strings.HasPrefix(other, "a") && !strings.HasPrefix(other, "at ")
		})
		if word != "" && !plain && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return strings.Join(out, ", ")
}

// compositeType names lists and maps by what is in them.
func compositeType(v cue.Value, depth int) (string, bool) {
	var limits []string
	kind, each := "", ""
	for _, part := range settingDemands(v) {
		k := part.IncompleteKind()
		switch {
		case cueIsValidator(part):
			limits = append(limits, demand(part))
		case k == cue.ListKind && depth < settingsDepth:
			kind = "a list"
			if item := part.LookupPath(cue.MakePath(cue.AnyIndex)); item.Exists() {
				each, _ = typeOf(item, depth+1)
			}
		case k == cue.StructKind && depth < settingsDepth:
			kind = "a map"
			for _, value := range cuePatterns(part) {
				each, _ = typeOf(value, depth+1)
			}
		}
	}
	if kind == "" {
		return "", false
	}
	text := together(append([]string{kind}, limits...))
	if each != "" && each != "a map" {
		text += "; each " + each
	}
	return text, true
}
