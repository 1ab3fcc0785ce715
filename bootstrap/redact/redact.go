// Package redact takes credentials out of text and objects that people pass on.
// It knows them by their shape and by the values it is given; it reads no Secret.
package redact

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Mark stands where a credential was.
const Mark = "(removed)"

// shapes are what credentials look like anywhere; group 1, where there is one, stays.
var shapes = []*regexp.Regexp{
	regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)`),
	regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/@"'<>]+@`), // in an address
	regexp.MustCompile(`(?i)((?:authorization["']?\s*[:=]\s*["']?)?(?:basic|bearer)\s+)[A-Za-z0-9+/=_.~-]{8,}`),
	regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`), // a JSON web token
	regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[\w-]{10,}|\bAGE-SECRET-KEY-1[0-9A-Z]{20,}`),
	// Named as one, in YAML, JSON, a command's arguments or an address.
	regexp.MustCompile(`(?i)(\b[\w.-]*(?:` + names + `)["']?[ \t]*[:=][ \t]*["']?)[^\s"',;&}]{3,}`),
	regexp.MustCompile(`(?i)(\\"[\w.-]*(?:` + names + `)\\"\s*:\s*\\")[^"\\]+`),
}

// names are what the key of a credential holds.
const names = `passw(?:or)?d|passphrase|secret[_-]?key|client[_-]?secret|private[_-]?key|access[_-]?key|api[_-]?key|apikey|token|htpasswd|dockerconfigjson`

// Text takes out what looks like a credential.
func Text(text string) string {
	for _, shape := range shapes {
		replacement := Mark
		if shape.NumSubexp() > 0 {
			replacement = "${1}" + Mark
			if strings.HasSuffix(shape.String(), "@") {
				replacement += "@"
			}
		}
		text = shape.ReplaceAllString(text, replacement)
	}
	return text
}

// Values takes known values out of text, in every form in which they travel.
type Values struct{ replacer *strings.Replacer }

// shortest is the length below which a value is no secret and taking it out
// would only spoil the text.
const shortest = 4

// NewValues knows these values.
func NewValues(values ...string) Values {
	var forms []string
	for _, v := range values {
		v = strings.TrimSpace(v)
		if len(v) < shortest {
			continue
		}
		forms = append(forms, v, url.QueryEscape(v), url.PathEscape(v))
		forms = append(forms, encodings(v)...)
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) }) // the longest first: it may hold another
	var pairs []string
	for _, f := range slices.Compact(forms) {
		pairs = append(pairs, f, Mark)
	}
	return Values{strings.NewReplacer(pairs...)}
}

// encodings are a value's forms in base64, also where something stands before or
// behind it: then what of it does not depend on that.
func encodings(v string) []string {
	var out []string
	for before := range 3 {
		padded := strings.Repeat("x", before) + v
		whole := base64.StdEncoding.EncodeToString([]byte(padded))
		if before == 0 {
			out = append(out, whole)
		}
		from, to := (before*8+5)/6, len(padded)*8/6 // the characters that are of v alone
		if to-from >= 2*shortest {
			inner := base64.RawStdEncoding.EncodeToString([]byte(padded))[from:to]
			out = append(out, inner, strings.NewReplacer("+", "-", "/", "_").Replace(inner))
		}
	}
	return out
}

// Text takes out the known values, and what looks like a credential.
func (v Values) Text(text string) string {
	if v.replacer != nil {
		text = v.replacer.Replace(text)
	}
	return Text(text)
}
