package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// ComponentChange is a component that two catalogs do not have alike.
type ComponentChange struct {
	Component string        `json:"component"`
	Change    string        `json:"change"` // added, removed or changed
	From      string        `json:"from,omitempty"`
	To        string        `json:"to,omitempty"` // versions
	Fields    []FieldChange `json:"fields,omitempty"`
}

// FieldChange is a field of a component, or a setting, config.…, with what it is in both.
type FieldChange struct {
	Field  string `json:"field"`
	Change string `json:"change"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
}

const (
	added   = "added"
	removed = "removed"
	changed = "changed"
)

// NamedCatalog is a catalog's files; none for the builtin one.
type NamedCatalog struct {
	Name string
	FS   fs.FS
}

// DiffCatalogs says what is different from one catalog to another, by component.
func DiffCatalogs(src Sources, from, to NamedCatalog) ([]ComponentChange, error) {
	a, err := entriesOf(src, from)
	if err != nil {
		return nil, err
	}
	b, err := entriesOf(src, to)
	if err != nil {
		return nil, err
	}
	out := []ComponentChange{}
	for _, name := range union(a, b) {
		was, before := a[name]
		is, after := b[name]
		change := ComponentChange{Component: name, Change: changed, From: was.Source.Version(), To: is.Source.Version()}
		switch {
		case !before:
			change.Change = added
		case !after:
			change.Change = removed
		default:
			if change.Fields, err = diffFields(was, is); err != nil {
				return nil, err
			}
			if len(change.Fields) == 0 && change.From == change.To {
				continue
			}
		}
		out = append(out, change)
	}
	return out, nil
}

func entriesOf(src Sources, c NamedCatalog) (map[string]load.CatalogEntry, error) {
	entries, err := load.ReadCatalog(src.load(), c.Name, c.FS)
	out := map[string]load.CatalogEntry{}
	for _, e := range entries {
		out[e.Name] = e
	}
	return out, err
}

func diffFields(was, is load.CatalogEntry) ([]FieldChange, error) {
	a, err := fieldsOf(was)
	if err != nil {
		return nil, err
	}
	b, err := fieldsOf(is)
	if err != nil {
		return nil, err
	}
	var out []FieldChange
	for _, name := range union(a, b) {
		from, before := a[name]
		to, after := b[name]
		switch {
		case !before:
			out = append(out, FieldChange{name, added, "", to})
		case !after:
			out = append(out, FieldChange{name, removed, from, ""})
		case from != to:
			out = append(out, FieldChange{name, changed, from, to})
		}
	}
	return out, nil
}

// fieldsOf spells a component's fields and settings, those that are nothing left out.
func fieldsOf(e load.CatalogEntry) (map[string]string, error) {
	data, err := json.Marshal(e.Component)
	if err != nil {
		return nil, fmt.Errorf("spell component %s: %w", e.Name, err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, fmt.Errorf("spell component %s: %w", e.Name, err)
	}
	out := map[string]string{}
	for name, value := range fields {
		if text := string(bytes.TrimSpace(value)); !slices.Contains([]string{"null", "[]", "{}", `""`, "false"}, text) {
			out[name] = text
		}
	}
	out["source"] = sourceText(e.Source)
	for _, f := range e.Config {
		out["config."+f.Path] = settingText(f)
	}
	return out, nil
}

// sourceText is where the objects come from; the version is told by itself.
func sourceText(s platform.Source) string {
	switch {
	case s.Chart != nil:
		return "chart " + s.Chart.Repository + "/" + s.Chart.Name
	case s.Manifests != nil:
		return "manifests " + s.Manifests.URL
	}
	return "files"
}

func settingText(f platform.ConfigField) string {
	switch {
	case f.Required:
		return "(required)"
	case f.Default == "":
		return "(no default)"
	}
	return f.Default
}

func union[V any](a, b map[string]V) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}
