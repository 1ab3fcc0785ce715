package git

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPushAfterAKill runs on what a run leaves that is killed at its worst moment.
func TestPushAfterAKill(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	write(t, o.Dir, map[string]string{".slipway-git/.git/HEAD": "ref: refs/he"})
	push(t, o)
	if _, err := os.Stat(filepath.Join(o.Dir, ".slipway-git")); err == nil {
		t.Error("the half made repository is still there")
	}
	write(t, o.Dir, map[string]string{
		".git/index.lock": lockMark, ".git/slipway.index": "half an ind", ".git/slipway.ref": "half a r", "platform.yaml": "next\n",
	})
	if got := push(t, o); !got.Pushed {
		t.Errorf("%+v", got)
	}
	if got := run(t, o.Dir, "status", "--porcelain", "--branch", "--untracked-files=no"); got != "## main...origin/main" {
		t.Errorf("git status says %q", got)
	}
	if got := run(t, o.Dir, "fsck", "--strict"); got != "" {
		t.Errorf("git fsck says %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(o.Dir, ".git", "*.lock")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestBranchMovedMeanwhile(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	push(t, o)
	r, err := Open(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, r.moveBranch("main", hash{1}, hash{2}), nil, "another git command moved it")
	run(t, o.Dir, "pack-refs", "--all")
	write(t, o.Dir, map[string]string{"platform.yaml": "next\n"})
	if got := push(t, o); !got.Pushed {
		t.Errorf("a packed branch: %+v", got)
	}
}
