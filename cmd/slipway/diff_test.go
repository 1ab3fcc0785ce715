package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/compare"
)

// large is a difference of many units with much in each, which tries to be markup.
func large(units int) *difference {
	d := &difference{From: "main", To: workingFolder, Report: &compare.Report{}, Notes: []string{"a | b `c` <d>"}}
	d.Blast.Risks = []compare.Risk{{Kind: "unit", Destructive: true, Unit: "u", Text: "<script> *x*", Clusters: []string{"hub"}}}
	for i := range units {
		u := compare.Unit{Name: fmt.Sprintf("unit-%d", i), Change: compare.Changed}
		for c := range 1000 {
			u.Clusters = append(u.Clusters, fmt.Sprintf("cluster-with-a-long-name-%d", c))
		}
		for f := range 100 {
			u.Fields = append(u.Fields, compare.Field{Path: fmt.Sprintf("values.field-%d", f), Change: compare.Changed, From: "````", To: strings.Repeat("é", 300)})
		}
		d.Units = append(d.Units, u)
	}
	return d
}

// TestMarkdownFitsAComment whatever changes, says what it left out, and cannot
// be broken out of.
func TestMarkdownFitsAComment(t *testing.T) {
	for _, tt := range []struct {
		units int
		says  string
	}{{2, ""}, {500, "more of them did not fit. All is shown by `slipway diff main -o json`."}} {
		var out bytes.Buffer
		if err := large(tt.units).markdown(&out); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		if out.Len() > markdownBytes {
			t.Errorf("%d units take %d bytes", tt.units, out.Len())
		}
		if !strings.HasPrefix(text, markdownMark+"\n") || !strings.Contains(text, tt.says) || (tt.says == "") == strings.Contains(text, "did not fit") {
			t.Errorf("%d units: it does not say %q", tt.units, tt.says)
		}
		if !strings.Contains(text, "\n`````diff\n") || strings.Contains(text, "<script>") || strings.Contains(text, "<d>") {
			t.Error("what is shown can be markup")
		}
		if strings.Count(text, "<details>") != strings.Count(text, "</details>") || strings.Count(text, "`````")%2 != 0 {
			t.Error("a section is open")
		}
		if strings.Count(text, "… ") != strings.Count(text, "<details>") {
			t.Error("a section is not cut, or does not say so")
		}
	}
}

// TestDifferencesFitATerminal in 80 columns; -v shows everything.
func TestDifferencesFitATerminal(t *testing.T) {
	var short, all bytes.Buffer
	if err := large(30).text(&short, false); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(short.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > widest {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	for _, says := range []string{"… 10 more units (-v shows them)", "  … 80 more fields (-v shows them)", "and 999 more"} {
		if !strings.Contains(short.String(), says) {
			t.Errorf("it does not say %q", says)
		}
	}
	if err := large(30).text(&all, true); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(all.String(), "-v shows") || !strings.Contains(all.String(), strings.Repeat("é", 300)) {
		t.Error("-v does not show everything")
	}
}

// TestTwoRevisions takes the argument apart.
func TestTwoRevisions(t *testing.T) {
	for _, tt := range []struct{ in, from, to, err string }{
		{"HEAD", "HEAD", workingFolder, ""}, {"a..b", "a", "b", ""}, {"a..", "a", "HEAD", ""}, {"..b", "HEAD", "b", ""},
		{"a...b", "", "", "does not know A...B"}, {"", "", "", "takes a revision"}, {"..", "", "", "takes a revision"}, {"-x", "", "", "takes a revision"},
	} {
		from, to, err := twoRevisions(tt.in)
		if from != tt.from || to != tt.to || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%q: %q, %q, %v", tt.in, from, to, err)
		}
	}
}
