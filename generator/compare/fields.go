package compare

import (
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Field is a value that came, went or changed.
type Field struct {
	// Path leads to it: keys behind dots, ["keys"] with other signs than a name
	// has, [0] in a list and [name] in a list whose items have names.
	Path   string `json:"path"`
	Change Change `json:"change"`
	// From and To are absent where there was or is none.
	From any `json:"from,omitempty"`
	To   any `json:"to,omitempty"`
	// Fact is why a text that stays comes out differently: a cluster's fact that changed.
	Fact string `json:"fact,omitempty"`
}

// diffFields finds what sets two values apart, as deep in them as it goes.
func diffFields(path string, from, to any, out *[]Field) {
	a, mapped := from.(map[string]any)
	b, mapping := to.(map[string]any)
	if mapped && mapping {
		diffMaps(path, a, b, out)
		return
	}
	x, listed := from.([]any)
	y, listing := to.([]any)
	if listed && listing && diffLists(path, x, y, out) {
		return
	}
	if !same(from, to) {
		*out = append(*out, Field{Path: path, Change: Changed, From: from, To: to})
	}
}

func diffMaps(path string, from, to map[string]any, out *[]Field) {
	keys := make(map[string]bool, len(from)+len(to))
	for k := range from {
		keys[k] = true
	}
	for k := range to {
		keys[k] = true
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		a, was := from[k]
		b, is := to[k]
		at := below(path, k)
		switch {
		case !was:
			*out = append(*out, Field{Path: at, Change: Added, To: b})
		case !is:
			*out = append(*out, Field{Path: at, Change: Removed, From: a})
		default:
			diffFields(at, a, b, out)
		}
	}
}

// diffLists compares item by item: by name where all have one, otherwise where
// the lists are of one length and hold more than words. It reports whether it could.
func diffLists(path string, from, to []any, out *[]Field) bool {
	a, named := names(from)
	b, naming := names(to)
	if named && naming {
		diffNamed(path, a, b, from, to, out)
		return true
	}
	if len(from) != len(to) || !slices.ContainsFunc(from, deep) {
		return false
	}
	for i := range from {
		diffFields(fmt.Sprintf("%s[%d]", path, i), from[i], to[i], out)
	}
	return true
}

func diffNamed(path string, a, b []string, from, to []any, out *[]Field) {
	found := len(*out)
	for i, name := range a {
		at := path + "[" + name + "]"
		if j := slices.Index(b, name); j < 0 {
			*out = append(*out, Field{Path: at, Change: Removed, From: from[i]})
		} else {
			diffFields(at, from[i], to[j], out)
		}
	}
	for j, name := range b {
		if !slices.Contains(a, name) {
			*out = append(*out, Field{Path: path + "[" + name + "]", Change: Added, To: to[j]})
		}
	}
	// Containers start in their order, so an order is a value where nothing else is.
	if found == len(*out) && !slices.Equal(a, b) {
		*out = append(*out, Field{Path: path, Change: Changed, From: a, To: b})
	}
}

// names are those of a list's items; false where one has none, or another's.
func names(list []any) ([]string, bool) {
	out := make([]string, 0, len(list))
	seen := map[string]bool{}
	for _, e := range list {
		m, _ := e.(map[string]any)
		name, ok := m["name"].(string)
		if !ok || seen[name] {
			return nil, false
		}
		seen[name] = true
		out = append(out, name)
	}
	return out, true
}

func deep(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// same reports whether two values are one, whatever type a number has in Go.
func same(a, b any) bool {
	x, listed := a.([]any)
	y, listing := b.([]any)
	if listed && listing {
		return slices.EqualFunc(x, y, same)
	}
	if reflect.DeepEqual(a, b) { // as most are
		return true
	}
	m, numeric := number(a)
	n, alike := number(b)
	return numeric && alike && m.Cmp(n) == 0
}

// number is what a number comes to, to the last digit; false for what is none, or not finite.
func number(v any) (*big.Rat, bool) {
	switch v := v.(type) {
	case int:
		return new(big.Rat).SetInt64(int64(v)), true
	case int64:
		return new(big.Rat).SetInt64(v), true
	case uint64:
		return new(big.Rat).SetUint64(v), true
	case *big.Int:
		return new(big.Rat).SetInt(v), true
	case float64:
		r := new(big.Rat).SetFloat64(v)
		return r, r != nil
	}
	return nil, false
}

var plainKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func below(path, key string) string {
	switch {
	case !plainKey.MatchString(key):
		return fmt.Sprintf("%s[%q]", path, key)
	case path == "":
		return key
	}
	return path + "." + key
}

// under reports whether a field is at a path or below it.
func under(field, path string) bool {
	rest, ok := strings.CutPrefix(field, path)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
