package load

import (
	"regexp"
	"strings"
)

// addressForms are spellings of a Git address that forges show or users write, and the one that every agent understands.
// What stands before the @ of an https address is left out, as it may be a secret; that of ssh is a login name.
var addressForms = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`^(?:git\+)?(ssh://)(?:([^\s/@:]+)(?::[^\s/@]*)?@)?([^\s/@:]+):([^\s/0-9@][^\s@]*)$`), "${1}${2}@${3}/${4}"},
	{regexp.MustCompile(`^()([^\s/@:]+)@([^\s/@:]+):/?([^\s/@][^\s@]*)$`), "ssh://${2}@${3}/${4}"},
	{regexp.MustCompile(`^(?:git\+)?(https?://)(?:[^\s/@]*@)?([^\s/@]+/[^\s@]*)$`), "${1}${2}"},
	{regexp.MustCompile(`^git\+(ssh://.*)$`), "${1}"},
}

// addressInstead spells an address as it could have been meant; empty when nothing comes to mind.
func addressInstead(text string) string {
	text, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), " ", "%20"), "?")
	for _, form := range addressForms {
		if form.from.MatchString(text) {
			return strings.Replace(form.from.ReplaceAllString(text, form.to), "://@", "://git@", 1)
		}
	}
	return ""
}
