package load

import (
	"strings"

	"cuelang.org/go/cue"
)

// cueHint says how to write what was meant where YAML read something else.
func cueHint(schema cue.Value, got cueGot, otherwise string) string {
	kinds := cueKinds(cueAlternatives(schema))
	switch {
	case got.kind == cue.NullKind && kinds&cue.StructKind != 0:
		if empty := schema.Context().CompileString("{}"); schema.Unify(empty).Validate(cue.Concrete(true)) == nil {
			return "write {} where there is nothing to set"
		}
	case got.kind == cue.NullKind && kinds&cue.ListKind != 0:
		return "write [] for none, or remove the line"
	case got.kind == cue.StringKind && kinds&cue.StringKind != 0:
		if instead := addressInstead(got.text); instead != "" && schema.Unify(schema.Context().Encode(instead)).Validate() == nil {
			return "write " + instead
		}
	case kinds&cue.StringKind != 0 && got.kind&(cue.NumberKind|cue.BoolKind) != 0:
		if schema.Unify(schema.Context().Encode(got.text)).Validate() == nil {
			return "quote it: " + inputQuote(got.text)
		}
	case got.kind == cue.StringKind && kinds&cue.BoolKind != 0:
		return cueBoolHint(got.text, otherwise)
	case got.kind == cue.StringKind && kinds&cue.NumberKind != 0 && yamlIsDecimal(got.text):
		return "remove the quotes"
	}
	return otherwise
}

// cueBoolHint knows the words that YAML 1.1 took for booleans.
func cueBoolHint(text, otherwise string) string {
	switch strings.ToLower(text) {
	case "yes", "y", "on", "true":
		return "write true"
	case "no", "n", "off", "false":
		return "write false"
	}
	return otherwise
}
