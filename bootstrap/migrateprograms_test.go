package bootstrap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestAMoveHasItsProgramsFirst: what a lab that fetches nothing lacks ends the move before anything stands still; another
// compiles it then, and not later.
func TestAMoveHasItsProgramsFirst(t *testing.T) {
	cache := t.TempDir()
	if _, err := local.Toolchain(t.Context(), cache); err != nil {
		t.Skip("skipped: ", err)
	}
	// Nothing can be fetched, so that compiling ends at once.
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOMODCACHE", t.TempDir())
	agents := os.DirFS("../templates/agents/flux")
	for name, tt := range map[string]struct {
		kept    bool // the lab remembers how it was made
		offline bool
		want    []string
		never   string
	}{
		"offline":      {true, true, []string{"with --offline", "Flux needs", "source-controller", "nothing was changed", "slipway lab prefetch --agent flux"}, "compile:"},
		"it may fetch": {true, false, []string{"compile what Flux needs; nothing was changed", "module lookup disabled by GOPROXY=off"}, "prefetch"},
		"of no record": {false, false, []string{"compile what Flux needs"}, "prefetch"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := Options{
				Platform: &platform.Platform{Name: "lab"}, Agent: &platform.Agent{Name: "flux", Title: "Flux"}, AgentFolder: agents,
				StateDir: filepath.Join(t.TempDir(), "lab"), CacheDir: cache,
			}
			if tt.kept {
				if err := KeepLab(opts, "", &tt.offline); err != nil {
					t.Fatal(err)
				}
			}
			p, err := newLocal(opts)
			if err != nil {
				t.Skip("skipped: ", err)
			}
			m := &migration{MigrateOptions: MigrateOptions{Options: opts}, hosts: []*moving{{session: &session{provider: p}}}}
			err = m.haveAgent(t.Context(), quietStep{})
			if err == nil {
				t.Fatal("the move goes on without the agent's programs")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), tt.never) {
				t.Errorf("%q says %q", err, tt.never)
			}
		})
	}
}
