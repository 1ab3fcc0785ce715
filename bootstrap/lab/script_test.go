//go:build unix

package lab

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/slipway-platform/slipway/generator/exercise"
)

// TestAScriptEndsWithWhatItRuns: to interrupt slipway alone, as whoever sends it a signal does, ends what its script waits
// for as well.
func TestAScriptEndsWithWhatItRuns(t *testing.T) {
	bin, l := t.TempDir(), halfway(t)
	if err := os.WriteFile(filepath.Join(bin, "kubectl"), []byte("#!/bin/sh\nexec sleep 300\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	e := &exercise.Exercise{Name: "drift", Folder: fstest.MapFS{exercise.Script: {Data: []byte("kubectl wait & echo $! >pid\nwait\n")}}}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- l.run(ctx, e, exercise.Script, &attempt{}, io.Discard) }()

	pid := 0
	for late := time.After(20 * time.Second); pid == 0; {
		data, _ := os.ReadFile(filepath.Join(l.Dir, "pid")) // it may not be there yet
		pid, _ = strconv.Atoi(strings.TrimSpace(string(data)))
		select {
		case err := <-ended:
			t.Fatalf("it ended with %v", err)
		case <-late:
			t.Fatal("it does not begin")
		case <-time.After(20 * time.Millisecond):
		}
	}
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v", err)
		}
	case <-time.After(20 * time.Second):
		_ = syscall.Kill(pid, syscall.SIGKILL)
		t.Fatal("it waits for what its script began")
	}
	for deadline := time.Now().Add(5 * time.Second); runs(pid); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what its script began runs on")
		}
	}
}

// TestAScriptCommitsWhateverGitIsToldToAsk: who signs commits with a key in a drawer, and has a hook that wants the number
// of a ticket, can start an exercise all the same.
func TestAScriptCommitsWhateverGitIsToldToAsk(t *testing.T) {
	bin, home, l := t.TempDir(), t.TempDir(), halfway(t)
	for file, text := range map[string]string{
		filepath.Join(bin, "kubectl"):              "#!/bin/sh\n",
		filepath.Join(home, "hooks", "commit-msg"): "#!/bin/sh\nexit 1\n",
		filepath.Join(home, ".gitconfig"):          "[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n[core]\n\thooksPath = " + home + "/hooks\n",
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("HOME", home)
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "house.door")
	t.Setenv("GIT_CONFIG_VALUE_0", "open")
	l.Environ = os.Environ()
	e := &exercise.Exercise{Name: "drift", Folder: fstest.MapFS{"begin.sh": {Data: []byte("git init -q . && git commit -q --allow-empty -m Begin && git config house.door\n")}}}
	var out strings.Builder
	if err := l.run(t.Context(), e, "begin.sh", &attempt{}, &out); err != nil {
		t.Fatal(err)
	}
	if out.String() != "open\n" {
		t.Errorf("what the environment sets besides is lost: %q", out.String())
	}
}

// runs tells whether a process is there; one that has ended and that nobody looked at is not.
func runs(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(data), ") Z ")
}
