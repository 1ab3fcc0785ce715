package bootstrap

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestKubectlIsGotAhead where none is installed: the first script of an exercise would compile it, which takes a network.
func TestKubectlIsGotAhead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: a program is known by the end of its name there")
	}
	installed := t.TempDir()
	if err := os.WriteFile(filepath.Join(installed, "kubectl"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{t.TempDir(): true, installed: false} {
		t.Setenv("PATH", path)
		l := &localProvider{opts: Options{Agent: &platform.Agent{Name: "flux"}}}
		if names := l.everyProgram(); slices.Contains(names, "kubectl") != want || !slices.Contains(names, local.ControlPlanePrograms()[0]) {
			t.Errorf("%v", names)
		}
	}
}
