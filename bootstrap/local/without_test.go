package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWithout builds from a copy that lacks a file; what was fetched stays whole. The compiler only says where that is.
func TestWithout(t *testing.T) {
	bin, fetched, module := t.TempDir(), t.TempDir(), t.TempDir()
	for _, file := range []string{"kept.go", "services/left.go", "services/kept.go"} {
		path := filepath.Join(fetched, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("package x\n"), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	script := "#!/bin/sh\ncase \"$1 $2\" in 'mod edit') echo \"$3\" >edited;; list*) echo " + fetched + ";; esac\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	p := Program{Name: "x", ModulePath: "example.com/x", Without: []string{"services/left.go"}}
	if err := p.leaveOut(t.Context(), module); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{"kept.go": true, "services/kept.go": true, "services/left.go": false} {
		if isFile(filepath.Join(module, "source", file)) != want || !isFile(filepath.Join(fetched, file)) {
			t.Errorf("%s is not as wanted", file)
		}
	}
	if edited, err := os.ReadFile(filepath.Join(module, "edited")); err != nil || strings.TrimSpace(string(edited)) != "-replace=example.com/x=./source" {
		t.Errorf("%q, %v", edited, err)
	}
	p.Without = []string{"services/never.go"}
	if err := p.leaveOut(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "leave out services/never.go") {
		t.Errorf("got %v", err)
	}
}

// TestWithoutIsAnotherProgram: it has a key of its own, and that of every other program stays.
func TestWithoutIsAnotherProgram(t *testing.T) {
	p, err := program("helm")
	if err != nil {
		t.Fatal(err)
	}
	key := p.key("go1.26.0")
	if p.Without = []string{}; p.key("go1.26.0") != key {
		t.Error("nothing left out is another program")
	}
	if p.Without = []string{"a.go"}; p.key("go1.26.0") == key {
		t.Error("a file left out is the same program")
	}
}
