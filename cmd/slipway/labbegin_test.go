package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/wizard"
)

// A first lab up that was ended right after it wrote platform.yaml is completed by
// the next, and what is complete is left alone.
func TestAWorkspaceThatIsHalfWrittenIsCompleted(t *testing.T) {
	labs, o := t.TempDir(), labOptions{participant: "p07", agent: "flux", provider: "local", clusters: 1}
	a := &app{dir: workspaceIn(labs, labName(o.participant)), getenv: func(string) string { return "" }}
	src, err := a.sources()
	if err != nil {
		t.Fatal(err)
	}
	w, err := wizard.New(src)
	if err != nil {
		t.Fatal(err)
	}
	made, err := w.Lab(supposedLab(o, 3007))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := generator.Init(src, a.dir, made.Text, false); err != nil {
		t.Fatal(err)
	}
	if err := a.finishWorkspace(t.Context(), o, labs); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".git", "slipway.lock", "gitops/README.md", "AGENTS.md"} {
		if _, err := os.Stat(filepath.Join(a.dir, name)); err != nil {
			t.Error(err)
		}
	}
	guide := filepath.Join(a.dir, "AGENTS.md")
	if err := os.WriteFile(guide, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"gitops/README.md", "slipway.lock"} { // without the lock it is written anew
		if err := os.Remove(filepath.Join(a.dir, gone)); err != nil {
			t.Fatal(err)
		}
		if err := a.finishWorkspace(t.Context(), o, labs); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(a.dir, "gitops", "README.md")); (err == nil) != (gone == "slipway.lock") {
			t.Errorf("without %s: %v", gone, err)
		}
	}
	if text, err := os.ReadFile(guide); err != nil || string(text) != "mine" {
		t.Errorf("AGENTS.md is %q, %v", text, err)
	}
}
