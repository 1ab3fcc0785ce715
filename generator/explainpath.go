package generator

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/problem"
)

// parsePath reads a path as problems write it: issuer.kind, hosts[0].name, labels["a.b/c"].
func parsePath(text string) ([]any, error) {
	wrong := problem.Problems{{Message: fmt.Sprintf("%q is no path", text), Hint: `write it as config.issuer.kind, values.hosts[0] or values.labels["a.b/c"]`}}
	var out []any
	for rest := text; rest != ""; {
		if inside, ok := strings.CutPrefix(rest, "["); ok {
			step, after, err := indexed(inside)
			if err != nil {
				return nil, wrong
			}
			out, rest = append(out, step), after
			continue
		}
		if len(out) > 0 {
			var dotted bool
			if rest, dotted = strings.CutPrefix(rest, "."); !dotted {
				return nil, wrong
			}
		}
		end := strings.IndexAny(rest, ".[")
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			return nil, wrong
		}
		out, rest = append(out, rest[:end]), rest[end:]
	}
	if len(out) == 0 {
		return nil, wrong
	}
	return out, nil
}

// indexed reads what follows an opening bracket: a number or a quoted key.
func indexed(text string) (step any, rest string, err error) {
	if quoted, err := strconv.QuotedPrefix(text); err == nil {
		key, err := strconv.Unquote(quoted)
		rest, ok := strings.CutPrefix(text[len(quoted):], "]")
		if err != nil || !ok {
			return nil, "", strconv.ErrSyntax
		}
		return key, rest, nil
	}
	number, rest, ok := strings.Cut(text, "]")
	n, err := strconv.Atoi(number)
	if err != nil || !ok || n < 0 {
		return nil, "", strconv.ErrSyntax
	}
	return n, rest, nil
}
