package generator

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
)

// attempt is one way to put edits into the input.
type attempt struct{ puts []Put }

// attempts are the ways, the best first: the setting that a value is computed
// from, where it is said; the same where the variant's clusters are meant; an
// override.
func (h *handEdits) attempts(at *editedAt, changes []valueChange) (out []attempt) {
	for _, place := range []func(*editedAt, valueChange) (Put, bool){h.asSaid, h.asReached, h.asOverride} {
		var a attempt
		for _, c := range changes {
			put, ok := place(at, c)
			if !ok {
				put, ok = h.asOverride(at, c)
			}
			if !ok {
				break
			}
			a.puts = append(a.puts, put)
		}
		if len(a.puts) == len(changes) && !slices.ContainsFunc(out, func(b attempt) bool { return reflect.DeepEqual(a, b) }) {
			out = append(out, a)
		}
	}
	return out
}

// asSaid is the setting at the level that says it.
func (h *handEdits) asSaid(at *editedAt, c valueChange) (Put, bool) {
	setting := h.settingOf(at, c)
	if setting == nil {
		return Put{}, false
	}
	why := h.now.Setting(at.clusters[0], at.variant.Component.Name, setting)
	if len(why) == 0 {
		return Put{}, false
	}
	return h.configPut(at, c, setting, why[len(why)-1].Level)
}

// asReached is the setting at the level of the clusters that have the variant.
func (h *handEdits) asReached(at *editedAt, c valueChange) (Put, bool) {
	setting := h.settingOf(at, c)
	if setting == nil {
		return Put{}, false
	}
	if slices.Equal(at.clusters, at.all) {
		return h.configPut(at, c, setting, "platform")
	}
	if len(at.clusters) == 1 {
		return h.configPut(at, c, setting, "cluster "+at.clusters[0])
	}
	for _, g := range slices.Backward(h.now.Groups) {
		var in []string
		for _, name := range at.all {
			if slices.Contains(h.now.Cluster(name).Groups, g.Name) {
				in = append(in, name)
			}
		}
		if slices.Equal(in, at.clusters) {
			return h.configPut(at, c, setting, "group "+g.Name)
		}
	}
	return Put{}, false
}

// settingOf is the one setting that a value repeats; nil where none does.
func (h *handEdits) settingOf(at *editedAt, c valueChange) []any {
	field := []string{"values"}
	if part, ok := strings.CutPrefix(at.unit.Name, at.variant.Component.Name+"-"); ok {
		field = []string{"parts", part, "values"}
	}
	computed, _ := h.now.Computed(at.variant.Component.Name, append(field, c.path...)...)
	var found [][]any
	for _, name := range computed.Reads {
		steps, err := parsePath(name)
		if err != nil || len(steps) < 2 || steps[0] != "config" {
			continue
		}
		if value, ok := load.ValueAt(at.variant.Config, steps[1:]); ok && reflect.DeepEqual(value, c.old) && !c.gone {
			found = append(found, steps[1:])
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// configPut is a setting at a level that is the user's.
func (h *handEdits) configPut(at *editedAt, c valueChange, setting []any, level string) (Put, bool) {
	file, prefix, ok := h.fleet.levelAt(level)
	if !ok {
		return Put{}, false
	}
	where := append(prefix, "components", at.variant.Component.Name, "config")
	for _, step := range setting {
		key, isKey := step.(string)
		if !isKey {
			return Put{}, false
		}
		where = append(where, key)
	}
	return newPut(c, file, where), true
}

func newPut(c valueChange, file string, where []string) Put {
	return Put{Edited: c.text(), File: file, Path: strings.Join(where, "."), Value: c.now, path: where, gone: c.gone}
}

// levelAt is where a level of settings is written.
func (f *Fleet) levelAt(level string) (file string, prefix []string, ok bool) {
	kind, name, _ := strings.Cut(level, " ")
	switch kind {
	case "platform":
		return platformFile, []string{"spec"}, !f.isProgram()
	case "group":
		for i, g := range f.Input.Spec.Groups {
			if g.Name == name {
				return platformFile, []string{"spec", "groups", strconv.Itoa(i)}, !f.isProgram()
			}
		}
	case "cluster":
		c := f.Cluster(name)
		if c != nil && c.Index >= 0 {
			return platformFile, []string{"spec", "clusters", strconv.Itoa(c.Index)}, !f.isProgram()
		}
		if c != nil {
			return c.At.File, nil, isYAML(c.At.File)
		}
	}
	return "", nil, false
}

// asOverride is a file of overrides/, which is for all clusters or for one.
func (h *handEdits) asOverride(at *editedAt, c valueChange) (Put, bool) {
	said := h.now.Overrides(at.clusters[0], at.variant.Component.Name, at.unit.Name, anys(c.path))
	switch {
	case c.gone && len(said) > 0:
		return newPut(c, said[len(said)-1].File, c.path), true
	case c.gone:
		return Put{}, false
	case slices.Equal(at.clusters, at.all):
		return newPut(c, path.Join("overrides", at.unit.Name+".yaml"), c.path), true
	case len(at.clusters) == 1:
		return newPut(c, path.Join("overrides", at.unit.Name, at.clusters[0]+".yaml"), c.path), true
	}
	return Put{}, false
}

// noPlace says why there is no way at all.
func (h *handEdits) noPlace(at *editedAt, changes []valueChange) string {
	for _, c := range changes {
		if _, ok := h.asOverride(at, c); !ok && c.gone {
			return c.text() + " is generated, and an override cannot take it out"
		}
	}
	return fmt.Sprintf("%d of %d clusters have this variant, and an override is for all or for one", len(at.clusters), len(at.all))
}

// put makes one change of a text.
func (f *Fleet) put(p Put) error {
	text, err := f.read(p.File)
	if errors.Is(err, fs.ErrNotExist) && !p.gone {
		text, err = nil, nil
	}
	if err != nil {
		return err
	}
	was := text
	if p.gone {
		text, err = withoutEntry(text, p.path)
	} else {
		text, err = assign(text, p.Value, p.path...)
	}
	if words := newComment(text, was); err == nil && words != "" {
		err = fmt.Errorf("the comment %q would be lost", words)
	}
	if err != nil {
		return fmt.Errorf("change %s: %w", cmp.Or(p.Path, p.File), err)
	}
	f.texts[p.File] = text
	return nil
}
