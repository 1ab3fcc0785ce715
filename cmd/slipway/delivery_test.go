//go:build unix

package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestTheDocsShowAReport: what docs/report.md shows is what the script's history comes to, but for hashes.
func TestTheDocsShowAReport(t *testing.T) {
	script, err := txtar.ParseFile("testdata/script/report.txtar")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(script.Files, func(f txtar.File) bool { return f.Name == "want/report.txt" })
	want, _, _ := strings.Cut(string(script.Files[i].Data), "\ndeployment: ")
	shown := regexp.MustCompile(`\b[0-9a-f]{10}\b`).ReplaceAllString(fenced(t, docsPages(t)["docs/report.md"], "acme: 10 deployments"), "0123456789")
	if shown != want {
		t.Errorf("the docs have\n%s\nand it is\n%s", shown, want)
	}
}

// TestTook writes times in their two largest units.
func TestTook(t *testing.T) {
	for seconds, want := range map[int64]string{0: "0 s", 59: "59 s", 60: "1 min", 90: "1 min 30 s", 3599: "59 min", 3600: "1 h", 5400: "1 h 30 min",
		86399: "23 h", 86400: "1 d", 97200: "1 d 3 h", 900000: "10 d"} {
		if got := took(&seconds); got != want {
			t.Errorf("%d: %s, not %s", seconds, got, want)
		}
	}
	if took(nil) != "-" {
		t.Error(took(nil))
	}
}
