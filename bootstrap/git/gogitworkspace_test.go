package git

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestAWorkspaceIsItsOwnRepository also inside one of somebody else, which is left
// alone, and whoever types git there commits as its participant.
func TestAWorkspaceIsItsOwnRepository(t *testing.T) {
	around := t.TempDir()
	run(t, around, "init", "--quiet")
	before := string(contents(t, filepath.Join(around, ".git", "config")))
	dir := filepath.Join(around, "state", "lab", "workspace")
	write(t, dir, map[string]string{"platform.yaml": "a: 1\n"})
	const url = "http://127.0.0.1:3000/lab.git"
	for range 2 { // a second time changes nothing
		if err := MakeWorkspace(dir, "main", url, Author{"p07", "p07@lab.example.com"}); err != nil {
			t.Fatal(err)
		}
	}
	for command, want := range map[string]string{
		"rev-parse --show-toplevel":          dir,
		"remote get-url origin":              url,
		"branch --show-current":              "main",
		"config branch.main.remote":          "origin",
		"config --local --get-all user.name": "p07",
		"config --local user.email":          "p07@lab.example.com",
	} {
		if got := run(t, dir, strings.Fields(command)...); got != want {
			t.Errorf("git %s: %q, not %q", command, got, want)
		}
	}
	if after := string(contents(t, filepath.Join(around, ".git", "config"))); after != before {
		t.Errorf("the repository around it was changed:\n%s", after)
	}
}
