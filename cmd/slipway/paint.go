package main

// How words stand out, as terminals are told.
const (
	strong = "1"
	dim    = "2"
	alarm  = "31"
	fine   = "32"
	accent = "36"
)

// colours reports whether people want them.
func (a *app) colours() bool { return !a.noColor && a.getenv("NO_COLOR") == "" }

// paint makes words stand out where there are colours.
func paint(colour bool, how, text string) string {
	if !colour {
		return text
	}
	return "\x1b[" + how + "m" + text + "\x1b[0m"
}

func (t *onTerminal) paint(how, text string) string { return paint(t.colour, how, text) }

func (t *onTerminal) dim(lines []string) []string {
	for n := range lines {
		lines[n] = t.paint(dim, lines[n])
	}
	return lines
}
