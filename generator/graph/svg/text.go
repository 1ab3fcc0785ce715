package svg

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"golang.org/x/text/width"
)

// size is that of letters, in pixels.
const size = 13

// measure is how wide a text is at most.
func measure(text string) int {
	sum := 0 // in hundredths of the size
	for _, r := range text {
		sum += advance(r)
	}
	return (sum*size + 99) / 100
}

// advance is what a sign takes in DejaVu Sans or Verdana, the widest fonts that
// "sans-serif" comes to; heavy letters are a little wider.
func advance(r rune) int {
	kind := width.LookupRune(r).Kind()
	switch {
	case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
		return 110
	case strings.ContainsRune("iljtfrI.,:;'|!()[]/ -", r):
		return 45
	case strings.ContainsRune("mwMW@%=+<>…~#&", r), r > 0x2000:
		return 105
	case r >= 'A' && r <= 'Z':
		return 82
	}
	return 68
}

// fit cuts a text that is too wide.
func fit(text string, room int) string {
	if measure(text) <= room {
		return text
	}
	room -= measure("…")
	sum := 0
	for i, r := range text {
		if sum += advance(r) * size; sum > room*100 {
			return text[:i] + "…"
		}
	}
	return text
}

// escape makes a text one that ends neither an element nor an attribute; what
// XML cannot hold becomes a sign that stands for it.
func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // into memory
	return b.String()
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
