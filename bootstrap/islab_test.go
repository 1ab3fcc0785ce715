package bootstrap

import (
	"os"
	"path/filepath"
	"testing"
)

// TestOnlyLabsGoDown: what lies beside labs in a folder that somebody named may be the user's.
func TestOnlyLabsGoDown(t *testing.T) {
	for name, c := range map[string]struct {
		holds []string
		goes  bool
	}{
		"a lab":                 {[]string{"lab.json", "ports.json", "clusters", "workspace"}, true},
		"one that was killed":   {[]string{"ports.json"}, true},
		"nothing yet":           {nil, true},
		"a platform":            {[]string{"platform.yaml", "clusters", "gitops"}, false},
		"a repository":          {[]string{".git", "workspace"}, false},
		"whatever somebody has": {[]string{"notes.txt"}, false},
	} {
		dir := filepath.Join(t.TempDir(), "acme")
		for _, file := range append(c.holds, ".") {
			if err := os.MkdirAll(filepath.Join(dir, file), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		err := LabDown(t.Context(), dir)
		_, there := os.Stat(dir)
		if (err == nil) != c.goes || (there != nil) != c.goes {
			t.Errorf("%s: %v, and of the folder %v", name, err, there)
		}
	}
}
