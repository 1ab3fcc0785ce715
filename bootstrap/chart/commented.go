package chart

import (
	"regexp"
	"strings"
)

// commented is a key at the beginning of a line, or of a comment.
var commented = regexp.MustCompile(`^( *)(?:(#+)( *))?([A-Za-z_][A-Za-z0-9_.\-/]*):(?: |$)`)

// remark is a word that begins one, and no chart has for a key.
var remark = regexp.MustCompile(`^(TODO|FIXME|XXX|HACK|NOTE|Note|NOTICE|WARNING|Warning|CAUTION|IMPORTANT|Important|Deprecated|Examples?|See|Ref)$`)

// indented is a key and where it begins.
type indented struct {
	column int
	name   string
}

// takeComments takes the keys that are commented out, each below the key that it is indented under. A word with a colon in
// a sentence counts as one, too, but for those that begin a remark: then a key is known that is none.
func (k *Keys) takeComments(text string) {
	var real, inComment []indented
	for line := range strings.Lines(text) {
		m := commented.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		if m[2] == "" {
			real, inComment = append(above(real, len(m[1])), indented{len(m[1]), m[4]}), nil
			continue
		}
		if remark.MatchString(m[4]) {
			continue
		}
		// One blank belongs to the comment.
		column := len(m[1]) + max(len(m[3])-1, 0)
		inComment = append(above(inComment, column), indented{column, m[4]})
		parents := above(real, inComment[0].column)
		k.at(namesOf(parents, inComment)...)
	}
}

// above are the keys that one at a column can stand below.
func above(keys []indented, column int) []indented {
	for len(keys) > 0 && keys[len(keys)-1].column >= column {
		keys = keys[:len(keys)-1]
	}
	return keys
}

func namesOf(lists ...[]indented) []string {
	var out []string
	for _, list := range lists {
		for _, key := range list {
			out = append(out, key.name)
		}
	}
	return out
}
