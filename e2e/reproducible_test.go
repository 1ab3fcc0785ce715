package e2e

import (
	"bytes"
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestBuildingTwiceGivesTheSameBytes builds a commit in two folders of different
// names. What Go has cached serves both, unless SLIPWAY_REPRODUCIBLE is set: then
// the second compiles everything anew, which takes minutes.
func TestBuildingTwiceGivesTheSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it links the program twice")
	}
	top, err := exec.CommandContext(t.Context(), "git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		t.Skip("skipped: this is no clone: ", err)
	}
	var sums [2][sha256.Size]byte
	for i, name := range []string{"one", "another/folder"} {
		dir := filepath.Join(t.TempDir(), name)
		runGit(t, ".", "clone", "-q", "--no-tags", "--depth", "1", "file://"+string(bytes.TrimSpace(top)), dir)
		cmd := exec.CommandContext(t.Context(), "make", "build", "VERSION=v1.2.3")
		cmd.Dir = dir
		// With the commit in it, which some machines leave out.
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=true")
		if i == 1 {
			cmd.Env = append(cmd.Env, "TZ=Asia/Tokyo", "LC_ALL=C", "USER=somebody")
			if os.Getenv("SLIPWAY_REPRODUCIBLE") != "" {
				cmd.Env = append(cmd.Env, "GOCACHE="+t.TempDir())
			}
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		program, err := os.ReadFile(filepath.Join(dir, "bin", "slipway"))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(program, []byte(dir)) {
			t.Errorf("the program tells that it was built in %s", dir)
		}
		sums[i] = sha256.Sum256(program)
	}
	if sums[0] != sums[1] {
		t.Errorf("the same commit gives %x and %x", sums[0], sums[1])
	}
}
