package load

import (
	"cmp"
	"fmt"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/build"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Vocabulary lists the capabilities that there are, in the order of the schema,
// each with its comment and what providers give and users ask.
func Vocabulary(src Sources) ([]platform.Capability, error) {
	files, err := readSchema(src.Schemas)
	if err != nil {
		return nil, fmt.Errorf("read capabilities: %w", err)
	}
	inst := build.NewContext().NewInstance("schemas", nil)
	// Capabilities mention what the other files define, and what stands in a component itself.
	files = append(files, sourceFile{"own.cue", []byte("package component\ncategory: string\n")})
	for _, f := range files {
		if err := inst.AddFile(f.name, f.data); err != nil {
			return nil, fmt.Errorf("read capabilities: %w", err)
		}
	}
	if err := inst.Complete(); err != nil {
		return nil, fmt.Errorf("read capabilities: %w", err)
	}
	words := newContext().BuildInstance(inst).LookupPath(cue.ParsePath("#Capabilities"))
	if err := words.Err(); err != nil {
		return nil, fmt.Errorf("read capabilities: %w", err)
	}
	iter, err := words.Fields()
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
