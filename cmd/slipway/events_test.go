package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestEvents holds events to the form that docs/output.md describes.
func TestEvents(t *testing.T) {
	var out bytes.Buffer
	a := &app{err: &out, output: "json", getenv: func(string) string { return "" },
		now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 600, time.FixedZone("", 3600)) }}
	ui := a.newUI()
	step := ui.Step(1, 8, "preflight")
	step.Waiting("the API server")
	step.Waiting("the API server") // the same is said once
	ui.Note("a note of %d lines\nor two", 2)
	step.End("it answers", nil)
	ui.Step(0, 0, "status").End("", errors.New("no <reason>"))
	const at = `{"time":"2026-01-02T02:04:05.0000006Z",`
	want := at + `"event":"begin","step":"preflight","number":1,"of":8}
` + at + `"event":"wait","step":"preflight","number":1,"of":8,"text":"the API server"}
` + at + `"event":"note","text":"a note of 2 lines\nor two"}
` + at + `"event":"done","step":"preflight","number":1,"of":8,"text":"it answers"}
` + at + `"event":"begin","step":"status"}
` + at + `"event":"failed","step":"status","text":"no \u003creason\u003e"}
`
	if out.String() != want {
		t.Errorf("it says\n%s\nwant\n%s", out.String(), want)
	}
	out.Reset()
	a.quiet = true
	a.newUI().Step(1, 1, "push").End("", nil)
	if out.Len() > 0 {
		t.Errorf("told to be quiet, it says %s", out.String())
	}
}

// TestManyStepsWaitAtOnce, as where clusters of a fleet do: the race detector looks on.
func TestManyStepsWaitAtOnce(t *testing.T) {
	for _, output := range []string{"json", "text"} {
		var out bytes.Buffer
		a := &app{err: &out, output: output, getenv: func(string) string { return "" }, now: time.Now}
		step := a.newUI().Step(1, 1, "credentials")
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() { step.Waiting(fmt.Sprintf("cluster c%d", i)) })
		}
		all.Wait()
		for i := range 10 {
			if !strings.Contains(out.String(), fmt.Sprintf("cluster c%d", i)) {
				t.Errorf("as %s, cluster %d is not in\n%s", output, i, out.String())
			}
		}
	}
}
