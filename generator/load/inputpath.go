package load

import (
	"strconv"
	"strings"
)

// inputPath writes a path as problems do: spec.clusters[1].labels["a/b"].
func inputPath(path []any) string {
	var b strings.Builder
	for _, p := range path {
		switch p := p.(type) {
		case int:
			b.WriteString("[" + strconv.Itoa(p) + "]")
		case string:
			inputPathKey(&b, p)
		case inputKey:
			inputPathKey(&b, string(p))
		}
	}
	return b.String()
}

func inputPathKey(b *strings.Builder, key string) {
	if key == "" || strings.ContainsAny(key, ".[]\"/: ") {
		b.WriteString("[" + strconv.Quote(key) + "]")
		return
	}
	if b.Len() > 0 {
		b.WriteByte('.')
	}
	b.WriteString(key)
}

// PathText writes a path as problems do.
func PathText(path ...any) string { return inputPath(path) }

// Quote writes a word of the user's as problems do.
func Quote(s string) string { return inputQuote(s) }
