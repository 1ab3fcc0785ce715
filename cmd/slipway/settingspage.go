package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator/platform"
)

// settings writes the settings of a component, those below another indented.
func (p *page) settings(fields []platform.ConfigField) {
	for i, f := range fields {
		indent := 2 + 2*strings.Count(f.Path, ".")
		nested := i+1 < len(fields) && below(fields[i+1].Path, f.Path)
		p.setting(indent, f, nested)
		p.text(indent+4, f.Doc)
	}
}

// below reports whether a setting is a part of another, or of its items.
func below(path, above string) bool {
	rest, ok := strings.CutPrefix(path, above)
	return ok && strings.ContainsAny(rest[:1], ".[")
}

// setting writes a setting's path, default and type, on one line where it fits.
func (p *page) setting(indent int, f platform.ConfigField, nested bool) {
	begin, head := strings.Repeat(" ", indent), f.Path
	switch {
	case f.Required:
		head += " (required)"
	case f.Default != "":
		head += ": " + f.Default
	}
	kind := f.Type
	if nested && (kind == "a map" || kind == "a list") {
		kind = ""
	}
	if kind != "" {
		kind = "(" + kind + ")"
	}
	if line := begin + head + "  " + kind; kind != "" && utf8.RuneCountInString(line) <= p.width {
		head, kind = head+"  "+p.paint(dim, kind), ""
		p.line("%s", begin+strings.Replace(head, f.Path, p.paint(strong, f.Path), 1))
		return
	}
	p.named(indent, strong, f.Path, strings.TrimPrefix(head, f.Path))
	if kind != "" {
		for _, line := range wrap(kind, max(p.width-indent-4, 20)) {
			p.line("%s", begin+"    "+p.paint(dim, line))
		}
	}
}

// profiles writes what each profile sets, above the defaults and below the user.
func (p *page) profiles(profiles map[string]map[string]any) {
	var out []entry
	for _, name := range slices.SortedFunc(maps.Keys(profiles), bySize) {
		if set := setBy(profiles[name], ""); len(set) > 0 {
			out = append(out, entry{name, strings.Join(set, ", ")})
		}
	}
	if len(out) > 0 {
		p.section("PROFILES")
		p.entries(2, out)
	}
}

// setBy lists settings by path.
func setBy(values map[string]any, prefix string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if nested, ok := values[name].(map[string]any); ok && len(nested) > 0 {
			out = append(out, setBy(nested, prefix+name+".")...)
			continue
		}
		text, _ := json.Marshal(values[name]) // what was read from CUE can be written
		out = append(out, prefix+name+": "+string(text))
	}
	return out
}
