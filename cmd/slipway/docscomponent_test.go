//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheDocsComponentWorks: the one that docs/howto/component.md adds, with every agent.
func TestTheDocsComponentWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	page := docsPages(t)["docs/howto/component.md"]
	for _, agent := range (&app{}).agentNames(nil) {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"platform.yaml":              strings.Replace(fenced(t, page, "kind: Platform"), "agent: flux", "agent: "+agent, 1),
			"catalog/motd/component.cue": fenced(t, page, "package component"),
		} {
			file := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := sh(dir, "slipway validate && slipway generate -q && grep -r 'Welcome to ' gitops"); err != nil {
			t.Errorf("%s: %v\n%s", agent, err, out)
		}
	}
}
