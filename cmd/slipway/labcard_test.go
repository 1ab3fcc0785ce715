package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestTheCardFitsATerminal where the lab is in its usual place, and what a shell
// would take apart is quoted.
func TestTheCardFitsATerminal(t *testing.T) {
	since := time.Date(2026, 11, 26, 9, 30, 0, 0, time.Local)
	state := "/home/ada/.local/state/slipway/labs/lab-p07/"
	facts := &bootstrap.LabFacts{
		Lab: bootstrap.Lab{Name: "lab-p07", Participant: "p07", Running: true, Parts: 9}, Since: &since, Agent: "flux", Git: "http://127.0.0.1:3482/lab-p07.git",
		Clusters:  []bootstrap.LabCluster{{Name: "hub", Provider: "local", Kubeconfig: state + "clusters/hub/kubeconfig"}},
		Workspace: state + "workspace", Units: &bootstrap.LabUnits{Ready: 4, Of: 4}, Memory: 900 << 20,
	}
	card := cardOf(t, facts, &platform.Platform{Components: []*platform.Component{{Name: "sample"}}})
	for line := range strings.Lines(card) {
		if len(strings.TrimSuffix(line, "\n")) > widest {
			t.Errorf("%d columns: %s", len(line)-1, line)
		}
	}
	for _, want := range []string{
		"Lab lab-p07, of p07, runs since 2026-11-26 09:30\n", "  units      4 of 4 in order\n", "  memory     900 MiB\n",
		"  export KUBECONFIG=~/.local/state/slipway/labs/lab-p07/clusters/hub/kubeconfig\n",
		"  cd ~/.local/state/slipway/labs/lab-p07/workspace\n", "  slipway status ", "  slipway generate --commit && git push ", "  slipway lab reset ",
	} {
		if !strings.Contains(card, want) {
			t.Errorf("there is no %q in\n%s", want, card)
		}
	}

	if !strings.HasSuffix(card, "\n  slipway lab watch lab-p07              # in a second terminal\n  slipway lab exercise start 1           # learn by exercises\n") {
		t.Errorf("it does not end with how to begin\n%s", card)
	}
	if strings.Contains(card, "disable") {
		t.Errorf("it has people take away what exercises need\n%s", card)
	}

	facts.Workspace, facts.Running, facts.Units, facts.UnitsError = "/home/ada/my labs/one", false, nil, "cluster hub: no\nroute"
	card = cardOf(t, facts, &platform.Platform{})
	for _, want := range []string{"  cd '/home/ada/my labs/one'\n", "is stopped; start it with: slipway lab up", "units      unknown: cluster hub: no\n"} {
		if !strings.Contains(card, want) {
			t.Errorf("there is no %q in\n%s", want, card)
		}
	}
	if strings.Contains(card, "exercise") {
		t.Errorf("a platform without sample has exercises\n%s", card)
	}
	facts.UnitsError = "" // as with --no-bootstrap
	if card = cardOf(t, facts, &platform.Platform{Components: []*platform.Component{{Name: "sample"}}}); strings.Contains(card, "exercise") || strings.Contains(card, "lab reset") {
		t.Errorf("clusters without an agent have exercises\n%s", card)
	}
}

func cardOf(t *testing.T, f *bootstrap.LabFacts, p *platform.Platform) string {
	t.Helper()
	var out bytes.Buffer
	a := &app{out: &out, output: "text", getenv: func(name string) string { return map[string]string{"HOME": "/home/ada"}[name] }}
	if err := a.labCard(f, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
