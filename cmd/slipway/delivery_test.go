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
