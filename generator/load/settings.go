package load

import (
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Settings lists all settings of a component, in the order in which it declares
// them, with what each may be. Those in a list stand below name[], and those
// below names that are the user's below name[name].
func (t *Trials) Settings(component string) []platform.ConfigField {
	s := settings{}
	s.below(t.catalog[component].config, "", 0)
	return s.found
}

type settings struct{ found []platform.ConfigField }

// settingsDepth bounds definitions that hold themselves.
const settingsDepth = 8

func (s *settings) below(v cue.Value, prefix string, depth int) {
	if depth > settingsDepth {
		return
	}
	for _, part := range append([]cue.Value{v}, settingParts(v)...) { // the whole first: it has the defaults
		if item := part.LookupPath(cue.MakePath(cue.AnyIndex)); part.IncompleteKind() == cue.ListKind && item.Exists() {
			s.below(item, prefix+"[]", depth+1)
			continue
		}
		iter, err := part.Fields(cue.Optional(true), cue.Patterns(true))
		if err != nil {
			continue
		}
		for iter.Next() {
			switch selector := iter.Selector(); {
			case selector.ConstraintType() == cue.PatternConstraint:
				s.below(iter.Value(), prefix+"[name]", depth+1)
			case selector.LabelType() == cue.StringLabel:
				s.field(iter, strings.TrimPrefix(prefix+"."+strings.TrimRight(selector.Unquoted(), "!?"), "."), depth)
			}
		}
	}
}

func (s *settings) field(iter *cue.Iterator, path string, depth int) {
	if slices.ContainsFunc(s.found, func(f platform.ConfigField) bool { return f.Path == path }) {
		return // another alternative has it too
	}
	v := iter.Value()
	f := platform.ConfigField{Path: path, Doc: wholeDoc(v), Required: iter.Selector().ConstraintType() == cue.RequiredConstraint}
	f.Type, f.Values = typeOf(v, 0)
	at := len(s.found)
	s.found = append(s.found, f)
	s.below(v, path, depth+1)
	if f.Required {
		return
	}
	if len(s.found) == at+1 || !strings.HasPrefix(s.found[at+1].Path, path+".") {
		s.found[at].Default = defaultText(v)
	}
}

// settingParts takes a value apart into what can have fields or items of its own.
func settingParts(v cue.Value) []cue.Value {
	var out []cue.Value
	for _, alternative := range cueAlternatives(v) {
		for _, part := range cueConjuncts(alternative) {
			if part.IncompleteKind()&(cue.StructKind|cue.ListKind) != 0 && !cueIsValidator(part) {
				out = append(out, part)
			}
		}
	}
	return out
}

// wholeDoc is a field's comment.
func wholeDoc(v cue.Value) string {
	for _, d := range v.Doc() {
		return strings.Join(strings.Fields(d.Text()), " ")
	}
	return ""
}
