package render

import (
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// spell writes a string as the agent reads it: facts in the agent's syntax,
// and whatever else looks like it escaped.
func (a *arranger) spell(s string) (string, error) {
	return platform.Spell(a.platform.Facts, s, a.spellFact, a.escape)
}

func (a *arranger) spellFact(f platform.Fact) string {
	if key, ok := f.Label(); ok {
		return strings.ReplaceAll(a.agent.Facts.Label, "$fact", key)
	}
	return strings.ReplaceAll(a.agent.Facts.Plain, "$fact", string(f))
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

func (a *arranger) spellAll(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return a.spell(v)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			s, err := a.spellAll(e)
			if err != nil {
				return nil, err
			}
			out[a.escape(k)] = s
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			s, err := a.spellAll(e)
			if err != nil {
				return nil, err
			}
			out[i] = s
		}
		return out, nil
	}
	return v, nil
}
