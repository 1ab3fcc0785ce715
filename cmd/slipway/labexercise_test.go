package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

func TestWhatChecksTellFitsATerminal(t *testing.T) {
	var out bytes.Buffer
	a := &app{out: &out, output: "text", getenv: func(string) string { return "" }}
	told := "The Deployment sample asks for 64Mi on the cluster, and the agent was refused by a long sentence of the API server's, which it passes on."
	if err := a.printExerciseChecks(&progress.Record{Checks: []progress.Check{{Goal: "it holds", Holds: true}, {Goal: "it does not", Told: told}}}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > widest {
			t.Errorf("too long: %s", line)
		}
	}
	for _, want := range []string{"ok   it holds\n", "not  it does not\n     The Deployment sample asks"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("there is no %q in\n%s", want, out.String())
		}
	}
}

func TestAHintThatIsToBeCopiedKeepsItsLines(t *testing.T) {
	object := "hint 2 of 2: With Flux:\n    kind: Kustomization\n    spec:\n      path: ./by-hand"
	for text, want := range map[string]string{
		object: object + "\n",
		"hint 1 of 2: " + strings.Repeat("word ", 20) + "end": "hint 1 of 2: " + strings.Repeat("word ", 12) + "word\n" + strings.Repeat("word ", 7) + "end\n",
	} {
		var out bytes.Buffer
		if err := (&app{out: &out, output: "text"}).printHint(text); err != nil || out.String() != want {
			t.Errorf("%v, it is %q, not %q", err, out.String(), want)
		}
	}
}
