package main

import (
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// widest is how long a line for people may be.
const widest = 80

// size is that of the terminal a stream goes to; false where it goes elsewhere.
func size(stream any) (width, height int, ok bool) {
	f, isFile := stream.(*os.File)
	if c, is := stream.(*canvas); is {
		f, isFile = c.f, true
	}
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, 0, false
	}
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		width, height = widest, 24
	}
	return width, height, true
}

// readable breaks lines for a terminal; elsewhere each stays one line, which
// programs can look through.
func readable(w io.Writer, text string) string {
	width, _, ok := size(w)
	if !ok {
		return text
	}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, wrap(line, min(width, widest))...)
	}
	return strings.Join(out, "\n")
}

// wrap breaks a line at its spaces, and a word that is longer than a line
// anywhere; what follows is indented below the first word after "name: ".
func wrap(line string, width int) []string {
	indent := ""
	for _, name := range []string{"cause: ", "mend: ", "error: "} {
		if strings.HasPrefix(line, name) {
			indent = strings.Repeat(" ", len(name))
		}
	}
	var out []string
	now, used := "", 0
	for i, word := range strings.Split(line, " ") {
		if i > 0 && used+1+utf8.RuneCountInString(word) > width && strings.TrimSpace(now) != "" {
			out, now, used = append(out, now), indent, len(indent)
		} else if i > 0 {
			now, used = now+" ", used+1
		}
		for used+utf8.RuneCountInString(word) > width {
			head := string([]rune(word)[:max(width-used, 1)])
			out, word = append(out, now+head), word[len(head):]
			now, used = indent, len(indent)
		}
		now, used = now+word, used+utf8.RuneCountInString(word)
	}
	out = append(out, now)
	for i := range out {
		out[i] = strings.TrimRight(out[i], " ")
	}
	return out
}

// fit cuts a line to a width.
func fit(line string, width int) string {
	if utf8.RuneCountInString(line) <= width {
		return line
	}
	return string([]rune(line)[:max(width-1, 0)]) + "…"
}
