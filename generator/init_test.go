package generator

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWriteNew: a file is there as a whole, replaces another only when it is told
// to, and leaves nothing beside it.
func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "platform.yaml")
	for _, c := range []struct {
		text    string
		replace bool
		want    string
		err     error
	}{
		{"first", false, "first", nil},
		{"second", false, "first", fs.ErrExist},
		{"third", true, "third", nil},
	} {
		if err := WriteNew(path, []byte(c.text), c.replace); !errors.Is(err, c.err) {
			t.Errorf("%s: got %v, want %v", c.text, err, c.err)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != c.want {
			t.Errorf("%s: there is %q, %v", c.text, text, err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("there is %v, %v", entries, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if err := WriteNew(filepath.Join(dir, "none", "x"), nil, false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// TestVacant: a platform is one in either form; only platform.yaml can be replaced.
func TestVacant(t *testing.T) {
	for _, c := range []struct {
		file    string
		replace bool
		want    string
	}{
		{"", false, ""},
		{"README.md", false, ""},
		{"platform.yaml", false, "platform.yaml exists already"},
		{"platform.yaml", true, ""},
		{"platform.cue", false, "platform.cue exists already"},
		{"platform.cue", true, "platform.cue exists already"},
	} {
		dir := t.TempDir()
		if c.file != "" {
			if err := os.WriteFile(filepath.Join(dir, c.file), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		switch err := Vacant(dir, c.replace); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.file, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %s", c.file, err, c.want)
		}
	}
}
