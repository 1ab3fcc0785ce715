package load

import (
	"strconv"
	"strings"
)

// ParsePath reads a path as problems write it: issuer.kind, hosts[0].name,
// labels["a.b/c"]; false where it is none.
func ParsePath(text string) ([]any, bool) {
	var out []any
	for rest := text; rest != ""; {
		if inside, ok := strings.CutPrefix(rest, "["); ok {
			step, after, ok := indexed(inside)
			if !ok {
				return nil, false
			}
			out, rest = append(out, step), after
			continue
		}
		if len(out) > 0 {
			var dotted bool
			if rest, dotted = strings.CutPrefix(rest, "."); !dotted {
				return nil, false
			}
		}
		end := strings.IndexAny(rest, ".[")
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			return nil, false
		}
		out, rest = append(out, rest[:end]), rest[end:]
	}
	return out, len(out) > 0
}

// indexed reads what follows an opening bracket: a number or a quoted key.
func indexed(text string) (step any, rest string, ok bool) {
	if quoted, err := strconv.QuotedPrefix(text); err == nil {
		key, err := strconv.Unquote(quoted)
		rest, ok := strings.CutPrefix(text[len(quoted):], "]")
		return key, rest, ok && err == nil
	}
	number, rest, ok := strings.Cut(text, "]")
	n, err := strconv.Atoi(number)
	return n, rest, ok && err == nil && n >= 0
}
