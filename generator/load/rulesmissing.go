package load

import (
	"cmp"
	"slices"

	"cuelang.org/go/cue"
)

// Missing lists what only the user can know of a component's config, beside what
// is given: required fields that nothing fills, in the order of their declaration.
func (r *Rules) Missing(component, profile string, given map[string]any) []Field {
	schema, v := r.config(component, profile, given)
	return demands{schema: schema}.in(v, nil, "")
}

// demands collects what is required of a value. The schema has what a value that
// was filled in has forgotten, such as the items of a list.
type demands struct{ schema cue.Value }

// in lists what is missing in a map; doc is the comment of the nearest field above.
func (d demands) in(v cue.Value, path []any, doc string) []Field {
	iter, err := v.Fields(cue.Optional(true))
	if err != nil {
		return nil
	}
	var out []Field
	for iter.Next() {
		s := iter.Selector()
		below := append(slices.Clone(path), s.Unquoted())
		doc := cmp.Or(cueDoc(iter.Value()), doc)
		switch s.ConstraintType() {
		case cue.OptionalConstraint:
		case cue.RequiredConstraint:
			out = append(out, d.of(iter.Value(), below, doc)...)
		default:
			out = append(out, d.in(iter.Value(), below, doc)...)
		}
	}
	return out
}

// of is a required field, or those that are required in it: of a map with known
// fields these are what a person is asked for.
func (d demands) of(v cue.Value, path []any, doc string) []Field {
	if v.IncompleteKind() == cue.StructKind && len(cueFieldNames(v)) > 0 {
		if inside := d.in(v, path, doc); len(inside) > 0 {
			return inside
		}
	}
	schema, ok := cueBelow(d.schema, path)
	if !ok {
		schema = v
	}
	f := fieldOf(schema, v)
	f.Path, f.Doc = path, doc
	if f.Kind == KindAny {
		f.Default = nil // an empty map fits what is open, and says nothing
	}
	return []Field{f}
}
