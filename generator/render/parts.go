package render

import (
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// partBytes is how much text of a unit's objects goes into one part. An API
// server takes a ConfigMap of a mebibyte, and its copies need room beside it.
const partBytes = 700 << 10

// mostBytes is how much text an object may take that is a part by itself: a
// ConfigMap may hold a mebibyte, and the server counts its metadata as well.
const mostBytes = 1000 << 10

// part is some of a unit's objects, for an agent that keeps them in objects of
// its own.
type part struct {
	// Prefix is what the part's name begins with: nothing for the first.
	Prefix string
	YAML   string
}

// inParts shares out objects, in their order.
func inParts(objects []string) []part {
	var out []part
	var texts []string
	size := 0
	flush := func() {
		out = append(out, part{partPrefix(len(out)), strings.TrimSuffix(strings.Join(texts, "---\n"), "\n")})
		texts, size = nil, 0
	}
	for _, text := range objects {
		if size > 0 && size+len(text) > partBytes {
			flush()
		}
		texts, size = append(texts, text), size+len(text)
	}
	flush()
	return out
}

// partPrefix makes later parts come first by name, which is the order that they
// are applied in: an object that moves to a new part is in that one before it
// leaves the old.
func partPrefix(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf("0.%03d.", 999-i)
}

// Parts are the prefixes of as many parts as any variant of the unit has.
func (d *ownerData) Parts() ([]string, error) {
	most := 0
	for _, v := range d.Component.Variants {
		for _, u := range v.Units {
			n, err := d.parts(u)
			if err != nil {
				return nil, err
			}
			most = max(most, n)
		}
	}
	if most > 0 && d.Chart != nil {
		return nil, fmt.Errorf("component %s: unit %s is a chart on some clusters and objects on others, as provider local has it, and %s makes both from one object: keep local clusters in a platform of their own",
			d.Component.Name, d.Name, d.a.agent.Title)
	}
	out := make([]string, most)
	for i := range out {
		out[i] = partPrefix(i)
	}
	return out, nil
}

func (d *ownerData) parts(u *platform.Unit) (int, error) {
	if u.Name != d.Name || u.Chart != nil {
		return 0, nil
	}
	if u.Manifests != nil {
		return 1, nil // what names them
	}
	file, err := d.a.unitFileData(u)
	if err != nil {
		return 0, err
	}
	for _, p := range file.Parts {
		if len(p.YAML) > mostBytes {
			return 0, fmt.Errorf("component %s, variant %s: an object of unit %s takes %d KiB, and %s carries at most %d KiB in one: leave the object out by the component's config or an override, or choose another agent",
				u.Variant.Component.Name, u.Variant.Name, u.Name, len(p.YAML)>>10, d.a.agent.Title, mostBytes>>10)
		}
	}
	return len(file.Parts), nil
}
