package e2e

import (
	"os"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// TestTheReadmeTellsEveryLimit holds its list of what agents cannot express to
// their folders: each says all of its own, and no more.
func TestTheReadmeTellsEveryLimit(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(text), "### What an agent cannot express\n")
	if !ok {
		t.Fatal("there is no list")
	}
	list, _, _ = strings.Cut(list, "\n#")
	agents, err := generator.Agents(sources(t), "hub")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, agent := range agents {
		_, of, _ := strings.Cut(list, "**"+agent.Title+"**")
		of, _, _ = strings.Cut(of, "**")
		of = strings.Join(strings.Fields(of), " ")
		for _, l := range agent.Limits {
			if !strings.Contains(of+" - ", "- "+l.What+"; "+l.Instead+" - ") {
				t.Errorf("README.md does not tell of %s: %s: %s", agent.Title, l.What, l.Instead)
			}
		}
		told += len(agent.Limits)
	}
	if lines := strings.Count(list, "\n- "); lines != told {
		t.Errorf("README.md tells %d limits, and there are %d", lines, told)
	}
}
