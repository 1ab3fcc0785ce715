//go:build unix

package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/lab/exercises"
)

// TestAMoveIsTakenBackFromWhereverItEnded: exercise migrate lets people end it in the
// middle, and a cluster on its way to one agent goes to no other. What the script
// types is looked at; the commands themselves are told of by their own tests.
func TestAMoveIsTakenBackFromWhereverItEnded(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("skipped: there is no bash")
	}
	script, err := exercises.FS.ReadFile("migrate/back.sh")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, folder, to, want string }{
		{"nobody moved", "argocd", "", ""},
		{"the move is done", "flux", "", "migrate argocd --yes"},
		{"it ended before the files", "argocd", "flux", "migrate flux --yes, migrate argocd --yes"},
		{"it ended after the files", "flux", "flux", "migrate flux --yes, migrate argocd --yes"},
		{"the way back ended", "argocd", "argocd", "migrate argocd --yes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, bin := t.TempDir(), t.TempDir()
			for path, text := range map[string]string{
				filepath.Join(dir, "platform.yaml"): "spec:\n  agent: " + tt.folder + " # who keeps it\n",
				filepath.Join(bin, "slipway"):       "#!/bin/sh\necho \"$*\" >>typed\nprintf 'spec:\\n  agent: %s\\n' \"$2\" >platform.yaml\n",
				filepath.Join(bin, "kubectl"):       "#!/bin/sh\nprintf %s '" + tt.to + "'\n",
			} {
				if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), bash, "-euo", "pipefail", "-c", string(script))
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SLIPWAY_LAB_AGENT=argocd")
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			typed, _ := os.ReadFile(filepath.Join(dir, "typed")) // none where nothing was typed
			if got := strings.ReplaceAll(strings.TrimSpace(string(typed)), "\n", ", "); got != tt.want {
				t.Errorf("typed %q, not %q", got, tt.want)
			}
		})
	}
}
