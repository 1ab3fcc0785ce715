package load

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"
)

// cueField returns what the schema says of a field, whatever way it says it;
// ok is false where it says nothing.
func cueField(schema cue.Value, name string) (cue.Value, bool) {
	for _, selector := range []cue.Selector{cue.Str(name), cue.Str(name).Required(), cue.Str(name).Optional()} {
		if v := schema.LookupPath(cue.MakePath(selector)); v.Exists() {
			return v, true
		}
	}
	for pattern, v := range cuePatterns(schema) {
		if pattern.Unify(pattern.Context().Encode(name)).Err() == nil {
			return v, true
		}
	}
	return cueInConjuncts(schema, func(c cue.Value) (cue.Value, bool) { return cueField(c, name) })
}

// cueInConjuncts looks into the parts of a conjunction: CUE finds nothing below
// one with a validator such as list.MinItems.
func cueInConjuncts(schema cue.Value, find func(cue.Value) (cue.Value, bool)) (cue.Value, bool) {
	if parts := cueConjuncts(schema); len(parts) > 1 {
		for _, part := range parts {
			if v, ok := find(part); ok {
				return v, true
			}
		}
	}
	return cue.Value{}, false
}

// cuePatterns yields the patterns of keys and what they demand.
func cuePatterns(schema cue.Value) func(yield func(pattern, value cue.Value) bool) {
	return func(yield func(pattern, value cue.Value) bool) {
		if !schema.Exists() {
			return
		}
		iter, err := schema.Fields(cue.Patterns(true))
		if err != nil {
			return
		}
		for iter.Next() {
			s := iter.Selector()
			if s.ConstraintType() == cue.PatternConstraint && !yield(s.Pattern(), iter.Value()) {
				return
			}
		}
	}
}

// cueItem is cueField for a list.
func cueItem(schema cue.Value, i int) (cue.Value, bool) {
	for _, selector := range []cue.Selector{cue.Index(i), cue.AnyIndex} {
		if v := schema.LookupPath(cue.MakePath(selector)); v.Exists() {
			return v, true
		}
	}
	return cueInConjuncts(schema, func(c cue.Value) (cue.Value, bool) { return cueItem(c, i) })
}

// cueBelow follows a path through the schema.
func cueBelow(schema cue.Value, path []any) (cue.Value, bool) {
	if !schema.Exists() {
		return cue.Value{}, false
	}
	for _, step := range path {
		ok := false
		for _, alternative := range cueAlternatives(schema) {
			var v cue.Value
			switch step := step.(type) {
			case int:
				v, ok = cueItem(alternative, step)
			case string:
				v, ok = cueField(alternative, step)
			}
			if ok {
				schema = v
				break
			}
		}
		if !ok {
			return cue.Value{}, false
		}
	}
	return schema, schema.Exists()
}

// cueAlternatives takes a disjunction apart, through references.
func cueAlternatives(v cue.Value) []cue.Value { return cueTakeApart(v, cue.OrOp, 0) }

// cueConjuncts takes a conjunction apart; references stay, as they carry names.
func cueConjuncts(v cue.Value) []cue.Value { return cueTakeApart(v, cue.AndOp, 0) }

// cueDepth bounds how far definitions that refer to each other are followed.
const cueDepth = 16

func cueTakeApart(v cue.Value, want cue.Op, depth int) []cue.Value {
	op, args := v.Expr()
	_, defaulted := v.Default()
	switch {
	case depth > cueDepth:
		return []cue.Value{v}
	case op == cue.SelectorOp:
		// A definition with a comment has a name for what it demands together.
		if target, ok := cueTarget(v); ok && (want == cue.OrOp || cueDoc(target) == "") {
			if parts := cueTakeApart(target, want, depth+1); len(parts) > 1 {
				return parts
			}
		}
		return []cue.Value{v}
	case defaulted && op == cue.NoOp && len(args) == 1 && fmt.Sprint(args[0]) != fmt.Sprint(v):
		// A list or map with a default: CUE has taken the default off already.
		return cueTakeApart(args[0], want, depth+1)
	case op != want:
		return []cue.Value{v}
	}
	var out []cue.Value
	for _, a := range args {
		for _, part := range cueTakeApart(a, want, depth+1) {
			if !slices.ContainsFunc(out, part.Equals) {
				out = append(out, part)
			}
		}
	}
	return out
}

// cueTarget is the definition that a value refers to.
func cueTarget(v cue.Value) (cue.Value, bool) {
	root, path := v.ReferencePath()
	if len(path.Selectors()) == 0 {
		return cue.Value{}, false
	}
	target := root.LookupPath(path)
	return target, target.Exists()
}

// cueFieldNames lists the fields that a struct knows, in the schema's order,
// those of all alternatives.
func cueFieldNames(schema cue.Value) []string {
	if !schema.Exists() {
		return nil
	}
	var names []string
	for _, a := range cueAlternatives(schema) {
		iter, err := a.Fields(cue.Optional(true))
		if err != nil {
			continue
		}
		for iter.Next() {
			if name := iter.Selector().Unquoted(); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// cueDoc is the first sentence of a value's comment.
func cueDoc(v cue.Value) string {
	if !v.Exists() {
		return ""
	}
	for _, group := range v.Doc() {
		text := strings.Join(strings.Fields(group.Text()), " ")
		if i := strings.Index(text, ". "); i >= 0 {
			text = text[:i+1]
		}
		if text != "" {
			return text
		}
	}
	return ""
}
