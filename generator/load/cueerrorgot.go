package load

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
)

// cueGot is a value the user wrote, the way a message speaks of it.
type cueGot struct {
	kind cue.Kind
	text string // the string itself, or how a number or boolean was written
}

func cueGotOf(v cue.Value) cueGot {
	switch k := v.Kind(); k {
	case cue.StringKind:
		s, _ := v.String()
		return cueGot{k, s}
	case cue.IntKind, cue.FloatKind, cue.BoolKind:
		return cueGot{k, fmt.Sprint(v)}
	default:
		return cueGot{kind: k}
	}
}

// cueGotArgument reads a value from an argument of a CUE error.
func cueGotArgument(text string) cueGot {
	switch {
	case strings.HasPrefix(text, `"`), strings.HasPrefix(text, "'"), strings.HasPrefix(text, "#"):
		if s, err := strconv.Unquote(text); err == nil {
			return cueGot{cue.StringKind, s}
		}
	case text == "null":
		return cueGot{kind: cue.NullKind}
	case text == "true" || text == "false":
		return cueGot{cue.BoolKind, text}
	case strings.HasPrefix(text, "["):
		return cueGot{kind: cue.ListKind}
	case strings.HasPrefix(text, "{"):
		return cueGot{kind: cue.StructKind}
	}
	if _, err := strconv.ParseInt(text, 0, 64); err == nil {
		return cueGot{cue.IntKind, text}
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return cueGot{cue.FloatKind, text}
	}
	return cueGot{text: text}
}

func (g cueGot) isComposite() bool { return g.kind == cue.ListKind || g.kind == cue.StructKind }

// String is what stands after "got".
func (g cueGot) String() string {
	switch g.kind {
	case cue.StringKind:
		return inputQuote(inputMask(g.text))
	case cue.IntKind, cue.FloatKind:
		return "number " + inputShort(g.text)
	case cue.BoolKind:
		return g.text
	case cue.NullKind:
		return "nothing"
	case cue.ListKind:
		return "a list"
	case cue.StructKind:
		return "a map"
	}
	return inputShort(g.text)
}

// after returns " (got …)", and nothing where the value could be a secret that
// was written into the wrong place.
func (g cueGot) after(path []any) string {
	text := g.String()
	if text == "" || g.kind == cue.StringKind && inputIsSecret(path) {
		return ""
	}
	return " (got " + text + ")"
}

// inputIsSecret tells fields by whose names one expects something secret.
func inputIsSecret(path []any) bool {
	if len(path) == 0 {
		return false
	}
	name, _ := path[len(path)-1].(string)
	name = strings.ToLower(name)
	for _, word := range []string{"password", "passphrase", "token", "privatekey", "apikey", "secretkey"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return name == "secret"
}

// inputMask hides what stands before the @ of an address.
func inputMask(s string) string {
	return regexp.MustCompile(`://[^/\s]*@`).ReplaceAllString(s, "://…@")
}

const inputQuoteLimit = 60

// inputQuote quotes what the user wrote, shortened.
func inputQuote(s string) string { return strconv.Quote(inputShort(s)) }

func inputShort(s string) string {
	if runes := []rune(s[:min(len(s), 8*inputQuoteLimit)]); len(runes) > inputQuoteLimit {
		return string(runes[:inputQuoteLimit]) + "…"
	}
	return s
}
