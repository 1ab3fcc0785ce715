//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/drift"
	"github.com/slipway-platform/slipway/generator/platform"
)

const labCommit = "678202c090efb7832bfca2c5956fd4735356645f"

// aLab is a lab under Flux whose unit sample is not in order.
func aLab(more int) *bootstrap.LabView {
	ready := bootstrap.InOrder("Ready")
	ready.Commit = labCommit
	c := bootstrap.ClusterReport{Name: "hub", Units: []bootstrap.UnitReport{
		{Name: "flux", Verdict: ready},
		{Name: "sample", Verdict: bootstrap.Verdict{Sync: "NotReady", Commit: labCommit}, Finding: cause.Finding{Cause: "cluster hub, unit sample: Deployment sample/sample: 0 of 1 replicas available, and more than a line holds"}},
	}}
	for i := range more {
		c.Units = append(c.Units, bootstrap.UnitReport{Name: fmt.Sprintf("unit-%02d", i), Verdict: ready})
	}
	return &bootstrap.LabView{
		Agent: &platform.Agent{Title: "Flux"}, Clusters: 1,
		Head:   bootstrap.LabCommit{Branch: "main", Commit: labCommit, Author: "p07", Subject: "Three pods for the fair"},
		Report: &bootstrap.Report{Commit: labCommit, Clusters: []bootstrap.ClusterReport{c}, Finding: cause.Finding{Cause: "cluster hub, unit sample: Deployment sample/sample: 0 of 1 replicas available"}},
	}
}

// someNews is one thing of each kind, a second apart.
func someNews() []bootstrap.LabNews {
	kept, took := true, 3.2
	replicas := func(from, to string) []drift.Field {
		return []drift.Field{{Path: "spec.replicas", From: from, To: to}}
	}
	news := []bootstrap.LabNews{
		{Commit: &bootstrap.LabCommit{Branch: "main", Commit: labCommit, Author: "p07", Subject: "Three pods for the fair"}},
		{Status: &bootstrap.Change{Kept: &kept, Commit: labCommit}},
		{Object: &drift.Change{Cluster: "hub", Unit: "sample", Object: "Deployment sample/sample", What: drift.Changed, By: "kubectl-edit", Fields: replicas("2", "5")}},
		{Object: &drift.Change{Cluster: "hub", Unit: "sample", Object: "Deployment sample/sample", What: drift.Changed, By: "kustomize-controller", Agent: true, Fields: replicas("5", "2"), Healed: &took}},
		{Object: &drift.Change{Cluster: "hub", Unit: "sample", Object: "Service sample/sample", What: drift.Deleted}},
		{Trouble: "reach cluster hub: connection refused"},
	}
	for i := range news {
		news[i].Time = time.Date(2026, 1, 2, 20, 41, i, 0, time.Local)
	}
	return news
}

const labScreen = `✗ the contract is not kept: cluster hub, unit sample: Deployment sample/sample:…
Git: main is at 678202c0 by p07: Three pods for the fair
   UNIT    CLUSTER  AT        Flux
✗  sample  hub      678202c0  NotReady: Deployment sample/sample: 0 of 1 replic…
✓  flux    hub      678202c0  Ready

What happened; Ctrl-C ends
20:41:00 Git: main is at 678202c0 by p07: Three pods for the fair
20:41:01 the contract is kept at 678202c0
20:41:02 Deployment sample/sample: spec.replicas 2 -> 5 by kubectl-edit
20:41:03 Deployment sample/sample: spec.replicas 5 -> 2 by kustomize-controller,
         healed after 3s
20:41:04 Service sample/sample: deleted
20:41:05 nothing can be seen: reach cluster hub: connection refused`

// TestTheLabOnAScreen: a real terminal shows it, each time over the time before.
func TestTheLabOnAScreen(t *testing.T) {
	s := newScreen(t, 80, 24)
	show := (&app{out: s.tty, output: "text"}).labViewer()
	if err := show(&bootstrap.LabView{Agent: &platform.Agent{Title: "Flux"}}); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "Flux is asked …\n\nWhat happened; Ctrl-C ends")
	for _, n := range someNews() { // one after the other: what was drawn before is gone
		v := aLab(0)
		v.News = []bootstrap.LabNews{n}
		if err := show(v); err != nil {
			t.Fatal(err)
		}
	}
	s.eventually(t, labScreen)
}

// TestTheLabFitsAnyScreen: whatever there is, no line is longer than the screen,
// there are not more than it has, and what happened last is there.
func TestTheLabFitsAnyScreen(t *testing.T) {
	var news []bootstrap.LabNews
	for range 20 {
		news = append(news, someNews()...)
	}
	for _, size := range [][2]int{{80, 24}, {200, 60}, {60, 12}, {40, 8}} {
		width, height := size[0], size[1]
		lines := drawLab(aLab(50), news, width, height)
		if len(lines) >= height {
			t.Errorf("%d lines on a screen of %d", len(lines), height)
		}
		for _, line := range lines {
			if utf8.RuneCountInString(line) > width {
				t.Errorf("%d columns of %d: %s", utf8.RuneCountInString(line), width, line)
			}
		}
		if text := strings.Join(lines, "\n"); height >= 12 && !strings.Contains(text, "✗  sample") || !strings.HasSuffix(strings.Join(strings.Fields(text), " "), "connection refused") {
			t.Errorf("%dx%d:\n%s", width, height, text)
		}
	}
}

// TestTheLabInLines is what is printed where there is no terminal.
func TestTheLabInLines(t *testing.T) {
	v := aLab(0)
	v.News, v.Clusters = someNews(), 2
	const want = `20:41:00 Git: main is at 678202c0 by p07: Three pods for the fair
20:41:01 the contract is kept at 678202c0
20:41:02 hub: Deployment sample/sample: spec.replicas 2 -> 5 by kubectl-edit
20:41:03 hub: Deployment sample/sample: spec.replicas 5 -> 2 by kustomize-controller, healed after 3s
20:41:04 hub: Service sample/sample: deleted
20:41:05 nothing can be seen: reach cluster hub: connection refused
`
	var out bytes.Buffer
	if err := (&app{out: &out, output: "text"}).labViewer()(v); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("lines (- want, + got):\n%s", diff)
	}
	out.Reset()
	if err := (&app{out: &out, output: "json"}).labViewer()(v); err != nil {
		t.Fatal(err)
	}
	var read []bootstrap.LabNews
	for line := range strings.Lines(out.String()) {
		var n bootstrap.LabNews
		if err := json.Unmarshal([]byte(line), &n); err != nil {
			t.Fatal(err)
		}
		read = append(read, n)
	}
	if len(read) != len(v.News) || read[3].Object.By != "kustomize-controller" || *read[3].Object.Healed != 3.2 || read[5].Trouble == "" {
		t.Errorf("read back as %+v", read)
	}
}

// TestWhatHappenedIsOneLine: whoever commits to a lab moves nobody's cursor.
func TestWhatHappenedIsOneLine(t *testing.T) {
	commit := bootstrap.LabCommit{Branch: "main", Commit: labCommit, Author: "p\x1b]0;07\a", Subject: "Three\x1b[2J pods\u202e"}
	v := &bootstrap.LabView{Agent: &platform.Agent{Title: "Flux"}, Head: commit, Report: &bootstrap.Report{}, News: []bootstrap.LabNews{{Commit: &commit}, {Trouble: "reach cluster hub:\nconnection refused"}}}
	var out bytes.Buffer
	if err := (&app{out: &out, output: "text"}).labViewer()(v); err != nil {
		t.Fatal(err)
	}
	screen := strings.Join(drawLab(v, v.News, 200, 24), "\n")
	for what, text := range map[string]string{"lines": out.String(), "the screen": screen} {
		if strings.ContainsAny(text, "\x1b\a\u202e") || !strings.Contains(text, "reach cluster hub: connection refused") || !strings.Contains(text, "pods") {
			t.Errorf("%s: %q", what, text)
		}
	}
}
