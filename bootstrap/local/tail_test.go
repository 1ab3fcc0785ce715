package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for _, tt := range []struct{ name, text, want string }{
		{"short", "a\nb\n", "a\nb\n"},
		{"without an end", "a\nb", "a\nb\n"},
		{"long", strings.Repeat("x\n", 300) + "last\n", strings.Repeat("x\n", 2) + "last\n"},
		{"very long", strings.Repeat(strings.Repeat("y", 99)+"\n", 9000) + "last\n", strings.Repeat(strings.Repeat("y", 99)+"\n", 2) + "last\n"},
	} {
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := Tail(path, 3); err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v", tt.name, got, err)
		}
	}
	if _, err := Tail(path+".gone", 3); err == nil {
		t.Error("what is not there has an end")
	}
}
