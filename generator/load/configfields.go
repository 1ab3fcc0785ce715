package load

import (
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/format"

	"github.com/slipway-platform/slipway/generator/platform"
)

// configFields lists settings in the order in which they are declared.
func configFields(v cue.Value, prefix string) []platform.ConfigField {
	var out []platform.ConfigField
	iter, err := v.Fields(cue.Optional(true))
	if err != nil {
		return nil
	}
	for iter.Next() {
		f := platform.ConfigField{
			Path: prefix + strings.TrimRight(iter.Selector().Unquoted(), "!?"),
			Doc:  hintOf(iter.Value()), Required: iter.Selector().ConstraintType() == cue.RequiredConstraint,
		}
		f.Default = defaultText(iter.Value())
		nested := configFields(iter.Value(), f.Path+".")
		if len(nested) > 0 {
			f.Default = ""
		}
		out = append(append(out, f), nested...)
	}
	return out
}

// defaultText writes a field's default, with facts as the user would write them.
func defaultText(v cue.Value) string {
	d, ok := v.Default()
	if !ok && !d.IsConcrete() || d.Validate(cue.Concrete(true)) != nil {
		return ""
	}
	text, err := format.Node(d.Syntax(cue.Final()))
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(text)), " ")
}
