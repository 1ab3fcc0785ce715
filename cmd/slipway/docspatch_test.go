//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheDocsPatchWorks: the change that docs/own-catalogs.md shows, to the builtin component.
func TestTheDocsPatchWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	pages := docsPages(t)
	dir := t.TempDir()
	platform := strings.Replace(fenced(t, pages["README.md"], "kind: Platform"), "\n  components:", "\n  catalogs: [builtin, ./catalog]\n  components:\n    metrics-server: {}", 1)
	for name, text := range map[string]string{
		"platform.yaml":                    platform,
		"catalog/metrics-server/patch.cue": fenced(t, pages["docs/own-catalogs.md"], "package component"),
		"catalog/catalog.json":             fenced(t, pages["docs/own-catalogs.md"], `"version": "1.2.3"`),
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, err := sh(dir, "slipway validate && slipway generate -q && grep -r 'podDisruptionBudget' gitops && grep -rE '3[.]13[.]0' gitops && slipway catalog pack catalog")
	if err != nil || !strings.Contains(out, "component metrics-server of catalog builtin is changed by ./catalog") {
		t.Errorf("%v\n%s", err, out)
	}
}
