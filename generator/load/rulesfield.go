package load

import "cuelang.org/go/cue"

// The kinds of values that a field may want.
const (
	KindText   = "text"
	KindNumber = "number"
	KindBool   = "bool"
	KindTexts  = "texts" // a list of strings
	KindPairs  = "pairs" // strings by name
	KindNames  = "names" // maps by name
	KindAny    = "any"   // what has to be written as YAML
)

// Field is what a schema says of one value.
type Field struct {
	Path []any
	// Doc is the first sentence of its comment.
	Doc  string
	Kind string
	// Choices are the only values that a text may have; nil where there are others.
	Choices []string
	// Default is nil where there is none.
	Default any
}

// fieldOf reads the choices from the schema, where they stand in order, and the
// default from what the schema comes to.
func fieldOf(schema, effective cue.Value) Field {
	f := Field{Doc: cueDoc(schema), Kind: kindOfField(schema), Choices: choicesOf(schema)}
	if d, ok := effective.Default(); ok || d.IsConcrete() {
		var v any
		if d.Validate(cue.Concrete(true), cue.Final()) == nil && d.Decode(&v) == nil {
			f.Default = v
		}
	}
	return f
}

// choicesOf lists the strings of which a value must be one.
func choicesOf(v cue.Value) []string {
	for _, part := range cueConjuncts(v) {
		var out []string
		alternatives := cueAlternatives(part)
		for _, a := range alternatives {
			text, err := a.String()
			if err != nil {
				out = nil
				break
			}
			out = append(out, text)
		}
		if len(out) > 1 {
			return out
		}
	}
	return nil
}

func kindOfField(v cue.Value) string {
	switch kind := cueConjunctKind(v); {
	case kind == cue.StringKind:
		return KindText
	case kind&cue.NumberKind != 0 && kind&^cue.NumberKind == 0:
		return KindNumber
	case kind == cue.BoolKind:
		return KindBool
	case kind == cue.ListKind:
		if item, ok := cueItem(v, 0); ok && item.IncompleteKind() == cue.StringKind {
			return KindTexts
		}
	case kind == cue.StructKind && len(cueFieldNames(v)) == 0:
		return kindOfMap(v)
	}
	return KindAny
}

// kindOfMap tells maps by what stands in them, through the parts of a conjunction.
func kindOfMap(v cue.Value) string {
	for _, part := range cueConjuncts(v) {
		for _, below := range cuePatterns(part) {
			switch below.IncompleteKind() {
			case cue.StringKind:
				return KindPairs
			case cue.StructKind:
				return KindNames
			}
		}
	}
	return KindAny
}
