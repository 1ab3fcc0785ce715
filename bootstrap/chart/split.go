package chart

import "strings"

// blank is what Helm takes for space around a line of dashes.
const blank = "\t\n\f\r "

// split takes a file of several documents apart, in order, where Helm's
// SplitManifests does: its regular expression takes as long as the templates.
func split(file, text string) []document {
	rest := strings.TrimSpace(text)
	if after, begins := strings.CutPrefix(rest, "---"); begins {
		rest = strings.TrimLeft(after, blank)
	}
	var out []document
	for more := true; more; {
		var one string
		one, rest, more = strings.Cut(rest, "\n---")
		rest = strings.TrimLeft(rest, blank)
		if one = strings.TrimRight(one, blank); one != "" {
			out = append(out, document{file, strings.TrimSpace(one)})
		}
	}
	return out
}
