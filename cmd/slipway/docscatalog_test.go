package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// TestCatalogReference holds docs/reference/catalog.md to the catalog.
func TestCatalogReference(t *testing.T) {
	a := &app{}
	src, err := a.sources()
	if err != nil {
		t.Fatal(err)
	}
	folders, err := generator.CatalogsOf(src, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := generator.NewTrials(src, folders)
	if err != nil {
		t.Fatal(err)
	}
	components := catalog.Components()
	var b bytes.Buffer
	b.WriteString("# The builtin catalog\n\nEvery component and its settings, made from the catalog by `go test ./cmd/slipway -run Reference -update`.\n" +
		"`slipway catalog show NAME` says the same. What is in **bold** has to be there.\n\n" +
		"| component | version | what it does | provides |\n| --- | --- | --- | --- |\n")
	for _, c := range components {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", c.Name, c.Name, c.Source.Version(), cell(c.Summary), strings.Join(c.Provides, ", "))
	}
	for _, c := range components {
		fmt.Fprintf(&b, "\n## %s\n\n[%s](%s), licence %s, in namespace `%s`.", c.Name, c.Title, c.Homepage, c.License, c.Namespace)
		if len(c.Requires) > 0 {
			fmt.Fprintf(&b, " It requires %s.", strings.Join(c.Requires, ", "))
		}
		if len(c.Uses) > 0 {
			fmt.Fprintf(&b, " It uses %s where that is there.", strings.Join(c.Uses, ", "))
		}
		if len(c.Reads) > 0 {
			fmt.Fprintf(&b, " It reads %s.", strings.Join(c.Reads, ", "))
		}
		b.WriteString("\n")
		for i, f := range catalog.ConfigFields(c.Name) {
			if i == 0 {
				b.WriteString("\n| setting | default | what it is |\n| --- | --- | --- |\n")
			}
			path, value := "`"+f.Path+"`", ""
			if f.Required {
				path = "**" + path + "**"
			}
			if f.Default != "" {
				value = "`" + strings.ReplaceAll(f.Default, "|", `\|`) + "`"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", path, value, cell(f.Doc))
		}
	}
	holdsPage(t, "../../docs/reference/catalog.md", b.Bytes())
}

// holdsPage compares a page with what it should be, or writes it.
func holdsPage(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Errorf("%s is not what the program has; run: go test ./cmd/slipway -run %s -update", path, t.Name())
	}
}

// TestOutputReference holds docs/output.md to the exit codes and to the events.
func TestOutputReference(t *testing.T) {
	text, err := os.ReadFile("../../docs/output.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| (\d+) \| `).FindAllSubmatch(text, -1) {
		told[string(m[1])] = true
	}
	codes := []int{exitDone, exitFailed, exitUsage, exitDifference, exitTimeout, exitInterrupted}
	for _, code := range codes {
		if !told[fmt.Sprint(code)] {
			t.Errorf("docs/output.md does not tell exit code %d", code)
		}
	}
	if len(told) != len(codes) {
		t.Errorf("docs/output.md tells %d exit codes, not %d", len(told), len(codes))
	}
	kind := reflect.TypeFor[event]()
	for i := range kind.NumField() {
		name, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
		if !regexp.MustCompile("(?m)^\\| .*`" + name + "`").Match(text) {
			t.Errorf("docs/output.md does not tell the events' field %s", name)
		}
	}
}

// fenced is the first fenced block of a page that holds a text.
func fenced(t *testing.T, page, holding string) string {
	t.Helper()
	for _, m := range regexp.MustCompile("(?s)```[a-z]*\n(.*?)```\n").FindAllStringSubmatch(page, -1) {
		if strings.Contains(m[1], holding) {
			return m[1]
		}
	}
	t.Fatalf("no block holds %s", holding)
	return ""
}
