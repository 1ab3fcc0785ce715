package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "write what commands say, and what a terminal shows, into docs")

// commands is the whole command without streams.
func commands() *cobra.Command {
	a := &app{getenv: func(string) string { return "" }}
	return a.root()
}

// TestReference holds docs/commands.md to what --help says.
func TestReference(t *testing.T) {
	got := reference(commands())
	path := filepath.Join("..", "..", "docs", "commands.md")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))) {
		t.Errorf("docs/commands.md is not what the commands say; run: go test ./cmd/slipway -run TestReference -update")
	}
}

// TestEveryCommandIsExplained: by a sentence, an example, and flags with usage.
func TestEveryCommandIsExplained(t *testing.T) {
	each(commands(), func(cmd *cobra.Command) {
		if !isShown(cmd) {
			return
		}
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s has no sentence or no example", cmd.CommandPath())
		}
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			if !strings.HasPrefix(line, "  ") || len(line) > widest {
				t.Errorf("%s: the example %q is not indented by two, or longer than %d", cmd.CommandPath(), line, widest)
			}
		}
		for line := range strings.SplitSeq(cmd.Long, "\n") {
			if len([]rune(line)) > 90 {
				t.Errorf("%s: the line %q is too long", cmd.CommandPath(), line)
			}
		}
	})
}

// TestManPages are the same twice: nothing in them is of today.
func TestManPages(t *testing.T) {
	var first map[string]string
	for range 2 {
		dir := t.TempDir()
		cmd := commands()
		cmd.SetArgs([]string{"docs", "man", dir})
		if err := cmd.Execute(); err != nil {
			t.Fatal(err)
		}
		pages := map[string]string{}
		names, err := filepath.Glob(filepath.Join(dir, "*.1"))
		if err != nil || !slices.Contains(names, filepath.Join(dir, "slipway-bootstrap.1")) {
			t.Fatal(names, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			pages[filepath.Base(name)] = string(data)
		}
		if first == nil {
			first = pages
			continue
		}
		for name, text := range pages {
			if text != first[name] {
				t.Errorf("%s differs from one time to the next", name)
			}
		}
	}
	if !strings.Contains(first["slipway.1"], "Jan 1970") { // a test is built from no commit
		t.Errorf("slipway.1 tells when it was written:\n%s", first["slipway.1"])
	}
}
