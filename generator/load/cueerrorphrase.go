package load

import (
	"fmt"
	"strings"

	"cuelang.org/go/cue"
)

// cuePhrase says what one constraint demands, to stand after "must": be at
// least 1. It is empty where there are no words for it.
func cuePhrase(c cue.Value) string {
	if v, ok := cueConstant(c); ok {
		return "be " + v
	}
	if target, ok := cueTarget(c); ok {
		if doc := cueDocPhrase(target); doc != "" {
			return doc
		}
		if name := cueBuiltinName(c); name != "" {
			return cueBuiltinPhrase(name, "")
		}
		return cuePhrase(target)
	}
	switch op, args := c.Expr(); op {
	case cue.GreaterThanEqualOp:
		return "be at least " + fmt.Sprint(args[0])
	case cue.GreaterThanOp:
		return "be more than " + fmt.Sprint(args[0])
	case cue.LessThanEqualOp:
		return "be at most " + fmt.Sprint(args[0])
	case cue.LessThanOp:
		return "be less than " + fmt.Sprint(args[0])
	case cue.NotEqualOp:
		return "not be " + cueGotOf(args[0]).constant()
	case cue.CallOp:
		limit := ""
		if len(args) > 1 {
			limit = fmt.Sprint(args[1])
		}
		return cueBuiltinPhrase(cueBuiltinName(args[0]), limit)
	case cue.RegexMatchOp, cue.NotRegexMatchOp:
		return ""
	}
	if name := cueBuiltinName(c); name != "" {
		return cueBuiltinPhrase(name, "")
	}
	return cueKindPhrase(c.IncompleteKind())
}

// cueIsValidator tells calls and names of validators from data and types.
func cueIsValidator(c cue.Value) bool {
	op, _ := c.Expr()
	return op == cue.CallOp || cueBuiltinName(c) != "" && cueBuiltinPhrase(cueBuiltinName(c), "") != ""
}

// cueIsList is whether a schema is a list of items that are known, or open.
func cueIsList(c cue.Value) bool {
	for _, part := range cueConjuncts(c) {
		if cueIsValidator(part) || part.IncompleteKind() != cue.ListKind {
			continue
		}
		if part.LookupPath(cue.MakePath(cue.Index(0))).Exists() || part.Allows(cue.AnyIndex) {
			return true
		}
		return part.IncompleteKind() == cue.ListKind
	}
	return false
}

// cueConstant is the text of a constant.
func cueConstant(v cue.Value) (string, bool) {
	switch v.Kind() {
	case cue.StringKind, cue.IntKind, cue.FloatKind, cue.BoolKind, cue.NullKind:
		return cueGotOf(v).constant(), true
	}
	return "", false
}

// constant is how a message names a constant of the schema: without quotes, as
// one writes it in YAML.
func (g cueGot) constant() string {
	switch {
	case g.kind == cue.NullKind:
		return "null"
	case g.text == "":
		return "empty"
	}
	return g.text
}

// cueDocPhrase turns a definition's comment into what a value must be: "A DNS
// label: …." becomes "be a DNS label: …".
func cueDocPhrase(definition cue.Value) string {
	doc := strings.TrimSuffix(cueDoc(definition), ".")
	for _, article := range []string{"A ", "An ", "The "} {
		if rest, ok := strings.CutPrefix(doc, article); ok {
			return "be " + strings.ToLower(article) + rest
		}
	}
	return ""
}

// cueBuiltinName is the name of a validator such as strings.MinRunes.
func cueBuiltinName(v cue.Value) string {
	op, args := v.Expr()
	if op == cue.SelectorOp && len(args) == 2 {
		return strings.Trim(fmt.Sprint(args[1]), `"`)
	}
	return ""
}

func cueBuiltinPhrase(name, limit string) string {
	switch name {
	case "MinRunes":
		if limit == "1" {
			return "not be empty"
		}
		return "have at least " + limit + " characters"
	case "MaxRunes":
		return "have at most " + limit + " characters"
	case "MinItems":
		return "have at least " + cueCount(limit, "item")
	case "MaxItems":
		return "have at most " + cueCount(limit, "item")
	case "MinFields":
		return "have at least " + cueCount(limit, "field")
	case "MaxFields":
		return "have at most " + cueCount(limit, "field")
	case "UniqueItems":
		return "not hold an item twice"
	case "IPv4":
		return "be an IPv4 address"
	case "IPv6":
		return "be an IPv6 address"
	case "IP":
		return "be an IP address"
	case "IPCIDR":
		return "be a range of addresses such as 192.0.2.0/24"
	case "FQDN":
		return "be a domain name"
	case "Duration":
		return "be a duration such as 90s, 5m or 1h30m"
	case "Time":
		return "be a time such as 2026-01-31T12:00:00Z"
	case "AbsURL", "URL":
		return "be an address such as https://example.com/"
	}
	return ""
}

func cueCount(n, noun string) string {
	if n == "1" {
		return "one " + noun
	}
	return n + " " + noun + "s"
}

// cueKindPhrase names a type.
func cueKindPhrase(k cue.Kind) string {
	var names []string
	for _, kind := range []struct {
		kind cue.Kind
		name string
	}{
		{cue.StructKind, "a map"}, {cue.ListKind, "a list"}, {cue.StringKind, "a string"},
		{cue.BytesKind, "bytes"}, {cue.BoolKind, "true or false"}, {cue.NullKind, "null"},
	} {
		if k&kind.kind != 0 {
			names = append(names, kind.name)
		}
	}
	switch {
	case k&cue.FloatKind != 0:
		names = append(names, "a number")
	case k&cue.IntKind != 0:
		names = append(names, "a whole number")
	}
	if len(names) == 0 || k == cue.TopKind {
		return ""
	}
	return "be " + strings.Join(names, " or ")
}
