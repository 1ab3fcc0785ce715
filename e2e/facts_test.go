package e2e

import (
	"strings"
	"testing"
)

// trickyFacts are labels that YAML would not take for text without quotes, in
// places that tempt an agent to leave them out, and text that looks like facts
// of one agent or another.
const trickyFacts = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components:
    traefik: {}
    platform-info:
      config:
        extra:
          number: "$(cluster.labels.number)"
          joined: "1$(cluster.labels.number)"
          date: "2026-$(cluster.labels.month)-$(cluster.labels.month)"
          truth: "$(cluster.labels.truth)"
          nothing: "$(cluster.labels.nothing)"
          hex: "$(cluster.labels.hex)"
          exponent: "1e$(cluster.labels.month)"
          colon: "$(cluster.labels.number):"
          key: "a: $(cluster.labels.number)"
          comment: "$(cluster.labels.number) # no comment"
          quotes: "\"'$(cluster.labels.number)'\""
          lines: "one\n  $(cluster.labels.number)\n"
          slash: "\\$(cluster.labels.number)"
          space: " $(cluster.labels.number) "
          star: "*$(cluster.labels.number)"
          looks: "$(cluster.labels.a-b) ${HOME} $${x} $$$(cluster.name) {{ .Values }} {{$(cluster.name)}} $VAR $"
          alone: "$$(cluster.name) ${cluster_name} {{ .Values.cluster.name }}"
          many: "$$$$ ${"
  clusters:
    - {name: hub, role: hub, labels: {number: "1.10", month: "10", truth: "true", nothing: "null", hex: "0x1f", a-b: "x"}}
`

// TestFactsKeepTheirType reads them back through each agent's own substitution,
// in objects and in values.
func TestFactsKeepTheirType(t *testing.T) {
	for agent := range readers {
		t.Run(agent, func(t *testing.T) {
			dir, p := generated(t, strings.Replace(trickyFacts, "AGENT", agent, 1))
			if unitsAgree(t, dir, p, 1) == 0 {
				t.Error("there is no chart")
			}
		})
	}
}
