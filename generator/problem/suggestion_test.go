package problem

import (
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	known := []string{"agent", "topology", "domain", "hub", "a", "zed", "zee", "kube-prometheus-stack"}
	for name, want := range map[string]string{
		"agnet":                  `did you mean "agent"?`,
		"AGENT":                  `did you mean "agent"?`,
		"Domain":                 `did you mean "domain"?`,
		"topolgy":                `did you mean "topology"?`,
		"topo":                   `did you mean "topology"?`,
		"hb":                     `did you mean "hub"?`,
		"zef":                    `did you mean "zed"?`, // the first of equals
		"prometheus":             `did you mean "kube-prometheus-stack"?`,
		"xy":                     "none",
		"b":                      "none",
		"":                       "none",
		"jenkins":                "none",
		strings.Repeat("x", 200): "none",
	} {
		if got := Suggest(name, known, "none"); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}
