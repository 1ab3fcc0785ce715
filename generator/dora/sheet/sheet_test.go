package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

// TestTook writes times in their two largest units.
func TestTook(t *testing.T) {
	for seconds, want := range map[int64]string{0: "0 s", 59: "59 s", 60: "1 min", 90: "1 min 30 s", 3599: "59 min", 3600: "1 h", 5400: "1 h 30 min",
		86399: "23 h", 86400: "1 d", 97200: "1 d 3 h", 900000: "10 d"} {
		if got := dora.Took(&seconds); got != want {
			t.Errorf("%d: %s, not %s", seconds, got, want)
		}
	}
	if dora.Took(nil) != "-" {
		t.Error(dora.Took(nil))
	}
}

// TestWhatPeopleWriteIsText: whatever stands in a subject or a name, nothing in the page is more than it.
func TestWhatPeopleWriteIsText(t *testing.T) {
	const hostile = `</title></text></svg><script>alert(1)</script>"onload="x<img src=x onerror=alert(1)>&{{.}}`
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	h := dora.History{Platform: hostile, Begins: begin, Rings: []string{hostile, "b"}, Versions: []dora.RingVersion{{Ring: hostile, Component: hostile, Version: "1"}, {Ring: "b", Component: hostile, Version: "1"}},
		Commits: []dora.Commit{
			{Hash: "aaaaaaaaaaaa", Subject: hostile, Began: begin, Landed: begin.Add(time.Hour),
				Changes:  []dora.Change{{Ring: hostile, Component: hostile, After: "1", Clusters: []string{"x"}}},
				Versions: []dora.RingVersion{{Ring: hostile, Component: hostile, Version: hostile}}},
			{Hash: "bbbbbbbbbbbb", Subject: "hotfix", Messages: []string{"hotfix"}, Began: begin, Landed: begin.Add(2 * time.Hour), Changes: []dora.Change{{Ring: hostile, Component: hostile, Before: "1", After: "2", Clusters: []string{"x"}}}},
		}}
	r := dora.Of(h, dora.Options{Until: begin.Add(3 * time.Hour)})
	var out bytes.Buffer
	if err := Write(&out, Page{r, []string{hostile}, []string{hostile}}); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, name := range strings.Fields("html head meta title style body h1 p div b span h2 svg line rect circle text table tr th td code dl dt dd") {
		known[name] = true
	}
	d := xml.NewDecoder(bytes.NewReader(out.Bytes()))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	said := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !known[token.Name.Local] {
				t.Errorf("there is an element %s", token.Name.Local)
			}
			for _, a := range token.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "src" || a.Name.Local == "href" {
					t.Errorf("there is an attribute %s", a.Name.Local)
				}
			}
		case xml.CharData:
			if strings.Contains(string(token), hostile) {
				said++
			}
		}
	}
	if said < 10 || strings.Contains(out.String(), "http") && strings.Count(out.String(), "http") != 1 { // http-equiv
		t.Errorf("%d texts hold what people wrote, in\n%s", said, out.String())
	}
	var again bytes.Buffer
	if err := Write(&again, Page{r, []string{hostile}, []string{hostile}}); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Error("written twice it is not the same", err)
	}
}

// TestAnEmptyReportIsAPage: nothing to draw breaks nothing.
func TestAnEmptyReportIsAPage(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, Page{Report: dora.Of(dora.History{Platform: "acme"}, dora.Options{})}); err != nil || strings.Contains(out.String(), "NaN") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
