package render

import (
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// spell writes a string as the agent reads it: facts in the agent's syntax,
// and whatever else looks like it escaped.
func (a *arranger) spell(s string) (string, error) {
	out, err := a.spellBare(s)
	if err == nil && a.agent.Facts.Quote != "" && platform.HasFact(s) && couldBeNoText(a.platform.Facts, s) {
		out = a.agent.Facts.Quote + out + a.agent.Facts.Quote
	}
	return out, err
}

func (a *arranger) spellFact(f platform.Fact) string { return SpellFact(a.agent.Facts, f) }

// SpellFact writes a fact in an agent's syntax.
func SpellFact(syntax platform.FactSyntax, f platform.Fact) string {
	name, spelling := string(f), syntax.Plain
	if key, ok := f.Label(); ok {
		name, spelling = key, syntax.Label
	}
	return strings.NewReplacer("$fact", name, "$variable", variable(name)).Replace(spelling)
}

// variable writes a name in letters, digits and underscores, so that no two
// names come out alike: every other character is its code in hexadecimal.
func variable(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if letter(c) || c >= '0' && c <= '9' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "_%02x", c)
		}
	}
	return b.String()
}

// couldBeNoText reports whether a string that holds facts could be read as a
// number, a truth value or null once they are filled in without quotes. With
// any other character in it, it is text whatever the facts are.
func couldBeNoText(facts []platform.Fact, s string) bool {
	segments, err := platform.Split(facts, s)
	if err != nil {
		return false
	}
	for _, g := range segments {
		for _, c := range []byte(g.Text) {
			if !letter(c) && (c < '0' || c > '9') && !strings.ContainsRune("._+-~:/=,@", rune(c)) {
				return false
			}
		}
	}
	return true
}

// escape replaces what the agent would take for a fact. The last characters of
// a text may begin one together with the fact that follows, so a text that ends
// in the beginning of an escape's From has that beginning escaped too.
func (a *arranger) escape(text string) string {
	for _, e := range a.agent.Facts.Escapes {
		text = strings.ReplaceAll(text, e.From, e.To)
		head := e.From[:len(e.From)-1]
		if head != "" && strings.HasSuffix(text, head) && !strings.HasSuffix(text, e.To) {
			text = strings.TrimSuffix(text, head) + strings.ReplaceAll(e.To, e.From+"`", head+"`")
		}
	}
	return text
}

func (a *arranger) spellAll(v any) (any, error) { return a.spellWith(v, a.spell) }

// spellBare writes a string that stands within another: that one is text
// whatever the facts are.
func (a *arranger) spellBare(s string) (string, error) {
	return platform.Spell(a.platform.Facts, s, a.spellFact, a.escape)
}

func (a *arranger) spellWith(v any, spell func(string) (string, error)) (any, error) {
	switch v := v.(type) {
	case string:
		return spell(v)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			s, err := a.spellWith(e, spell)
			if err != nil {
				return nil, err
			}
			out[a.escape(k)] = s
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			s, err := a.spellWith(e, spell)
			if err != nil {
				return nil, err
			}
			out[i] = s
		}
		return out, nil
	}
	return v, nil
}
