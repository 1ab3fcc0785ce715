package git

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPushRefusesWhatElseIsStaged(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	push(t, o)
	write(t, o.Dir, map[string]string{"platform.yaml": "changed\n"})
	run(t, o.Dir, "add", "foreign.txt", "platform.yaml")
	_, err := Push(t.Context(), o)
	wantError(t, err, ErrStaged, "foreign.txt", "unstage")
	if strings.Contains(err.Error(), "platform.yaml") {
		t.Errorf("our own staged file is no reason: %v", err)
	}
	run(t, o.Dir, "reset", "--quiet", "foreign.txt")
	run(t, o.Dir, "add", "--intent-to-add", "foreign.txt")
	if got := push(t, o); !got.Pushed {
		t.Errorf("%+v", got)
	}
}

func TestPushRefusals(t *testing.T) {
	url := serveHTTP(t, bare(t), "", "")
	t.Run("lock", func(t *testing.T) {
		o := newPlatform(t, url)
		run(t, o.Dir, "init", "--quiet", "--initial-branch=trunk")
		lock := filepath.Join(o.Dir, ".git", "index.lock")
		write(t, o.Dir, map[string]string{".git/index.lock": ""})
		_, err := Push(t.Context(), o)
		wantError(t, err, nil, "another git command")
		if _, err := os.Stat(lock); err != nil {
			t.Error("a lock that is not ours must stay")
		}
	})
	t.Run("lock of another slipway", func(t *testing.T) {
		o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
		run(t, o.Dir, "init", "--quiet", "--initial-branch=trunk")
		held, err := (&Repo{gitDir: filepath.Join(o.Dir, ".git")}).lockIndex()
		if err != nil {
			t.Fatal(err)
		}
		_, err = Push(t.Context(), o)
		wantError(t, err, nil, "another slipway is working in", "wait for it to finish")
		held.release()
		if got := push(t, o); !got.Pushed {
			t.Errorf("%+v", got)
		}
	})
	t.Run("paths", func(t *testing.T) {
		o := newPlatform(t, url)
		for _, path := range []string{".", "", "../x", "/etc/passwd", "a/.git/config"} {
			o.Paths = []string{path}
			_, err := Push(t.Context(), o)
			wantError(t, err, nil, "not a path inside")
		}
	})
	t.Run("branches", func(t *testing.T) {
		o := newPlatform(t, url)
		for _, branch := range []string{"", "../../config", "a b", "-f", "a..b", "x.lock", "a//b"} {
			o.Branch = branch
			_, err := Push(t.Context(), o)
			wantError(t, err, nil, "is not a name for a branch")
		}
	})
	t.Run("linked folder", func(t *testing.T) {
		o := newPlatform(t, url)
		if err := os.Symlink(t.TempDir(), filepath.Join(o.Dir, "linked")); err != nil {
			t.Skip(err)
		}
		o.Paths = []string{"linked/secret"}
		_, err := Push(t.Context(), o)
		wantError(t, err, nil, "symbolic link")
	})
	t.Run("nothing", func(t *testing.T) {
		o := newPlatform(t, url)
		o.Paths = []string{"none"}
		_, err := Push(t.Context(), o)
		wantError(t, err, nil, "none of its files exist")
	})
	t.Run("merge", func(t *testing.T) {
		o := newPlatform(t, url)
		run(t, o.Dir, "init", "--quiet", "--initial-branch=main")
		write(t, o.Dir, map[string]string{".git/MERGE_HEAD": "x"})
		_, err := Push(t.Context(), o)
		wantError(t, err, nil, "a merge is under way")
	})
}

func TestPushReportsWhatAHookSays(t *testing.T) {
	root := bare(t)
	writeHook(t, filepath.Join(root, "repo.git"), "pre-receive", "#!/bin/sh\necho 'main is protected: open a merge request'\nexit 1\n")
	_, err := Push(t.Context(), newPlatform(t, serveHTTP(t, root, "", "")))
	wantError(t, err, nil, "main is protected: open a merge request")
}

func writeHook(t *testing.T, gitDir, name, script string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(gitDir, "hooks", name), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
}
