package main

// How words stand out, as terminals are told.
const (
	strong = "1"
	dim    = "2"
	alarm  = "31"
	accent = "36"
)

// paint makes words stand out where there are colours.
func (t *onTerminal) paint(how, text string) string {
	if !t.colour {
		return text
	}
	return "\x1b[" + how + "m" + text + "\x1b[0m"
}

func (t *onTerminal) dim(lines []string) []string {
	for n := range lines {
		lines[n] = t.paint(dim, lines[n])
	}
	return lines
}
