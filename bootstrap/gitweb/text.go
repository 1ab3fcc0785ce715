package gitweb

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// longestLine is how much of a line is shown, in bytes.
const longestLine = 2000

func itoa(n int) string { return strconv.Itoa(n) }

// clip shortens what is too long for a line.
func clip(text string) string {
	if len(text) <= longestLine {
		return text
	}
	return strings.ToValidUTF8(text[:longestLine], "") + " …"
}

// when is a time for people, by the clock of whoever committed.
func when(iso string) string {
	at, err := time.Parse(time.RFC3339, iso)
	if err != nil {
		return iso
	}
	return at.Format("2006-01-02 15:04")
}

// visible shows what would not be seen, or would make other text seem to stand in
// another order: control characters, and marks of direction.
func visible(text string) string {
	var out strings.Builder
	for _, c := range strings.ToValidUTF8(text, string(utf8.RuneError)) {
		switch {
		case c == '\t':
			out.WriteRune(c)
		case c < 0x20:
			out.WriteRune(0x2400 + c)
		case c == 0x7f:
			out.WriteRune(0x2421)
		case unicode.Is(unicode.Cf, c) || unicode.IsControl(c) || c == 0x2028 || c == 0x2029:
			fmt.Fprintf(&out, "\\u%04x", c)
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

// pathURL is a path in an address, whatever bytes its names are made of.
func pathURL(path string) string {
	var parts []string
	for part := range strings.SplitSeq(path, "/") {
		parts = append(parts, url.PathEscape(part))
	}
	return strings.Join(parts, "/")
}
