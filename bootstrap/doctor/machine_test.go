package doctor

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

func TestMemory(t *testing.T) {
	if c := Memory(t.Context(), 0); c.Result != OK {
		t.Errorf("nothing is wanted, and it is %s: %s", c.Result, c.Detail)
	}
	if c := Memory(t.Context(), math.MaxUint64); c.Result != Failed || c.Mend == "" {
		t.Errorf("more is wanted than there is, and it is %s: %s", c.Result, c.Detail)
	}
}

func TestDisk(t *testing.T) {
	there := t.TempDir()
	for _, dir := range []string{there, filepath.Join(there, "not", "yet")} {
		if c := Disk(t.Context(), "charts", dir, 0); c.Result != OK {
			t.Errorf("%s: nothing is wanted, and it is %s: %s", dir, c.Result, c.Detail)
		}
		if c := Disk(t.Context(), "charts", dir, math.MaxUint64); c.Result != Failed || c.Mend == "" {
			t.Errorf("%s: more is wanted than there is, and it is %s: %s", dir, c.Result, c.Detail)
		}
		if _, err := os.Stat(filepath.Join(there, "not")); err == nil {
			t.Error("looking made a folder")
		}
	}
}

func TestGit(t *testing.T) {
	if c := Git(t.Context()); c.Result != OK {
		t.Errorf("%s: %s", c.Result, c.Detail)
	}
	t.Setenv("PATH", t.TempDir())
	if c := Git(t.Context()); c.Result != Warning || c.Mend == "" {
		t.Errorf("there is none, and it is %s: %s", c.Result, c.Detail)
	}
}

// TestHealthy: only what failed keeps the platform from working.
func TestHealthy(t *testing.T) {
	const area Area = "a"
	fine := []Check{area.OK("b", ""), area.Warn("c", "", ""), area.Skip("d", ""), area.Of("e", "", nil, "")}
	if !Healthy(fine) || !Healthy(nil) {
		t.Error("nothing failed, and it is not healthy")
	}
	if Healthy(append(fine, area.Of("f", "", os.ErrNotExist, ""))) {
		t.Error("something failed, and it is healthy")
	}
}
