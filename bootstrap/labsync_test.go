package bootstrap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// An address by http may as well be a Git server's somewhere else.
func TestARepositoryElsewhereIsNotTheLabs(t *testing.T) {
	opts := Options{StateDir: t.TempDir(), Platform: &platform.Platform{}}
	served := filepath.Join(opts.StateDir, "git", "acme.git")
	if err := os.MkdirAll(served, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(served, "HEAD"), []byte("ref: refs/heads/main\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"http://127.0.0.1:3000/acme.git":         served,
		"http://git.example.com:3000/shared.git": "",
		"https://git.example.com/acme.git":       "",
	} {
		opts.Platform.Repository.URL = url
		got, err := LabRepository(opts)
		if got != want || (err == nil) != (want != "") || err != nil && !strings.Contains(err.Error(), "is not the lab's own") {
			t.Errorf("%s: got %q, %v", url, got, err)
		}
	}
}
