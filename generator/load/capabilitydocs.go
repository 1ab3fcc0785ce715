package load

import (
	"cmp"
	"fmt"
	"io/fs"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Vocabulary lists the capabilities that there are, in the order of the schema,
// each with its comment and what providers give and users ask.
func Vocabulary(src Sources) ([]platform.Capability, error) {
	text, err := fs.ReadFile(src.Schemas, "capability.cue")
	if err != nil {
		return nil, fmt.Errorf("read capabilities: %w", err)
	}
	iter, err := newContext().CompileBytes(text).LookupPath(cue.ParsePath("#Capabilities")).Fields()
	if err != nil {
		return nil, fmt.Errorf("read capabilities: %w", err)
	}
	var out []platform.Capability
	for iter.Next() {
		v := iter.Value()
		c := platform.Capability{Name: iter.Selector().Unquoted(), Doc: wholeDoc(v), Gives: exchanged(v, "gives"), Asks: exchanged(v, "asks")}
		for _, part := range []string{"gives", "asks"} { // of a: b: {…} CUE takes the comment for b's
			c.Doc = cmp.Or(c.Doc, wholeDoc(v.LookupPath(cue.ParsePath(part))))
		}
		out = append(out, c)
	}
	return out, nil
}

// exchanged lists what a part of a capability holds.
func exchanged(capability cue.Value, part string) []platform.ConfigField {
	s := settings{}
	if v := capability.LookupPath(cue.ParsePath(part)); v.Exists() {
		s.below(v, "", 0)
	}
	for i := range s.found {
		s.found[i].Path = strings.TrimPrefix(s.found[i].Path, ".")
	}
	return s.found
}
