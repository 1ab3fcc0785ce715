//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheDocsShowHandEdits: the screens of docs/howto/hand-edits.md, with the README's platform.
func TestTheDocsShowHandEdits(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	dir := editablePlatform(t)
	const file = "gitops/components/traefik/base/values.yaml"
	change := func(name, old, now string) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(text), old) {
			t.Fatal(name, old, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Replace(string(text), old, now, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(command string) string {
		out, _ := sh(dir, command+" --no-color")
		return strings.ReplaceAll(strings.TrimRight(out, "\n"), dir, "/home/ann/acme")
	}
	shown := map[string]string{}
	change(file, "level: INFO", "level: DEBUG")
	shown["edit"] = shows("slipway generate")
	shown["put"] = shows("slipway generate --to-override --dry-run")
	change("platform.yaml", "traefik: {}", "traefik: {config: {replicas: 3}}")
	_, three, _ := strings.Cut(shows("slipway generate"), "@@\n")
	for line := range strings.Lines(three) {
		if strings.HasPrefix(line, "  you ") || strings.HasPrefix(line, "  Slipway ") {
			shown["three"] += line
		}
	}
	shown["three"] = strings.TrimRight(shown["three"], "\n")
	holds(t, "../../docs/howto/hand-edits.md", shown)
	if out, err := sh(dir, "slipway generate --to-override && slipway generate --check && grep 'level: DEBUG' "+file); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// editablePlatform is the README's, with the same on both clusters, generated and committed.
func editablePlatform(t *testing.T) string {
	t.Helper()
	own := regexp.MustCompile(`\n      components:\n        metallb:.*`)
	return scratch(t, runs, own.ReplaceAllString(fenced(t, docsPages(t)["README.md"], "kind: Platform"), ""), "")
}

// TestEditsAreAskedAbout: on a terminal somebody says what is to become of an edit.
func TestEditsAreAskedAbout(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	start := editablePlatform(t)
	const file = "gitops/components/traefik/base/values.yaml"
	if out, err := sh(start, "sed -i.was 's/level: INFO/level: DEBUG/' "+file+" && rm "+file+".was"); err != nil {
		t.Fatal(err, out)
	}
	for name, c := range map[string]struct {
		keys []string
		code int
		then string // holds afterwards
	}{
		"stop, which is proposed": {nil, exitInterrupted, "grep 'level: DEBUG' " + file + " && ! ls overrides/traefik.yaml && ! slipway generate --check"},
		"discard":                 {[]string{up}, exitDone, "grep 'level: INFO' " + file + " && slipway generate --check"},
		"keep":                    {[]string{up, up}, exitDone, "grep 'level: DEBUG' " + file + " && grep kept: slipway.lock && slipway generate --check"},
		"override":                {[]string{up, up, up}, exitDone, "grep 'level: DEBUG' " + file + " overrides/traefik.yaml && slipway generate --check"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
				t.Fatal(err)
			}
			c2 := open(t, dir, 100, 60, "generate")
			c2.sees("? What is to become of the edit of " + file)
			c2.types(append(c.keys, enter)...)
			if code := c2.ends(); code != c.code {
				t.Errorf("exit code %d:\n%s", code, c2.screen())
			}
			if out, err := sh(dir, c.then); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
