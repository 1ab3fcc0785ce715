package edit

import (
	"strings"
	"testing"
)

// TestSet changes one word and nothing else, however it is written.
func TestSet(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":           {"spec:\n  agent: argocd\n", "spec:\n  agent: flux\n"},
		"comment":         {"spec:\n  agent: argocd   # argocd | flux\n", "spec:\n  agent: flux   # argocd | flux\n"},
		"single quotes":   {"spec: {agent: 'argocd', a: [1]}\n", "spec: {agent: 'flux', a: [1]}\n"},
		"double quotes":   {"spec:\n  \"agent\":   \"argocd\"\n", "spec:\n  \"agent\":   \"flux\"\n"},
		"flow":            {"{spec: {agent: argocd}}", "{spec: {agent: flux}}"},
		"own line":        {"spec:\n  agent:\n    argocd\n  a: 1\n", "spec:\n  agent:\n    flux\n  a: 1\n"},
		"anchor":          {"spec:\n  agent: &a  argocd\n", "spec:\n  agent: &a  flux\n"},
		"quoted anchor":   {"spec:\n  agent: &a \"argocd\"\n", "spec:\n  agent: &a \"flux\"\n"},
		"alias":           {"x: &a argocd\nspec:\n  agent: *a\n", "x: &a argocd\nspec:\n  agent: flux\n"},
		"CRLF":            {"# é\r\nspec:\r\n  agent: argocd\r\n  a: 1\r\n", "# é\r\nspec:\r\n  agent: flux\r\n  a: 1\r\n"},
		"byte order mark": {"\xEF\xBB\xBFspec: {agent: argocd}\n", "\xEF\xBB\xBFspec: {agent: flux}\n"},
		"other letters":   {"spec: {name: \"é…ü\", agent: argocd, b: é}\n", "spec: {name: \"é…ü\", agent: flux, b: é}\n"},
		"no end of line":  {"spec:\n  agent: argocd", "spec:\n  agent: flux"},
		"document marks":  {"---\nspec:\n  agent: argocd\n...\n", "---\nspec:\n  agent: flux\n...\n"},
		"the word elsewhere": {"argocd: argocd\nspec:\n  a: argocd\n  agent: argocd\n  components: {argocd: {agent: argocd}}\n",
			"argocd: argocd\nspec:\n  a: argocd\n  agent: flux\n  components: {argocd: {agent: argocd}}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Set([]byte(c.text), "flux", "spec", "agent")
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
			back, err := Set(got, "argocd", "spec", "agent")
			if name != "alias" && (err != nil || string(back) != c.text) {
				t.Errorf("and back: %q (%v)", back, err)
			}
		})
	}
}

// TestSetRefuses leaves what it cannot change without touching more to the user.
func TestSetRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing there":   {"spec:\n  a: 1\n", "there is no spec.agent"},
		"a list":          {"spec: [agent]\n", "there is no spec.agent"},
		"a shared anchor": {"spec:\n  agent: &a argocd\n  a: *a\n", "2:10: spec.agent: write it out as one word"},
		"a block":         {"spec:\n  agent: |-\n    argocd\n", "2:10: spec.agent: write it out as one word"},
		"a tag":           {"spec:\n  agent: !!str argocd\n", "2:10: spec.agent: write it out as one word"},
		"an escape":       {"spec:\n  agent: \"argo\\x63d\"\n", "2:10: spec.agent: write it out as one word"},
		"a map":           {"spec:\n  agent: {a: 1}\n", "2:10: spec.agent: write it out as one word"},
		"no YAML":         {"spec: [", "read YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Set([]byte(c.text), "flux", "spec", "agent")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
