package local

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWriteMount: files come, change and go as a ConfigMap's entries do, and one
// that stays the same is not written again.
func TestWriteMount(t *testing.T) {
	dir := t.TempDir()
	write := func(data map[string]any) {
		t.Helper()
		if err := writeMount(dir, data); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != len(data) {
			t.Errorf("the folder has %v, %v", entries, err)
		}
		for name, want := range data {
			if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
				t.Errorf("%s holds %q, %v", name, got, err)
			}
		}
	}
	write(map[string]any{"git.example.com": "one", "a.example.com": "a"})
	before, err := os.Stat(filepath.Join(dir, "a.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	write(map[string]any{"git.example.com": "two", "a.example.com": "a"})
	if after, err := os.Stat(filepath.Join(dir, "a.example.com")); err != nil || !os.SameFile(before, after) {
		t.Errorf("a file that stays the same was replaced: %v", err)
	}
	write(nil)
}
