package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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
		if err := MakeWorkspace(t.Context(), dir, "main", url, Author{"p07", "p07@lab.example.com"}, Author{}); err != nil {
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

// TestWhoeverTypesGitCommits: where git knows the user, as the user, and else as a stand-in; git itself would refuse.
func TestWhoeverTypesGitCommits(t *testing.T) {
	for name, test := range map[string]struct{ config, email, want string }{
		"nobody is known": {"", "", "Participant <participant@localhost>"},
		"the user":        {"[user]\n\tname = Ann\n\temail = ann@example.com\n", "", "Ann <ann@example.com>"},
		"a name alone":    {"[user]\n\tname = Ann\n", "", "Ann <participant@localhost>"},
		"by the variable": {"[user]\n\tname = Ann\n", "a@example.com", "Ann <a@example.com>"},
	} {
		t.Run(name, func(t *testing.T) {
			home, dir := t.TempDir(), t.TempDir()
			write(t, home, map[string]string{"gitconfig": test.config + "[user]\n\tuseConfigOnly = " + strconv.FormatBool(test.email == "") + "\n"})
			t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(home, "gitconfig"))
			t.Setenv("GIT_CONFIG_SYSTEM", os.DevNull)
			t.Setenv("EMAIL", test.email)
			for _, variable := range []string{"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"} {
				t.Setenv(variable, "") // so that it is as it was in the end
				if err := os.Unsetenv(variable); err != nil {
					t.Fatal(err)
				}
			}
			if err := MakeWorkspace(t.Context(), dir, "main", "http://127.0.0.1:3000/lab.git", Author{}, Author{"Participant", "participant@localhost"}); err != nil {
				t.Fatal(err)
			}
			typed := exec.CommandContext(t.Context(), "git", "-C", dir, "commit", "--quiet", "--allow-empty", "--message", "Mine")
			if out, err := typed.CombinedOutput(); err != nil { // with no author in its environment
				t.Fatalf("%v: %s", err, out)
			}
			if got := run(t, dir, "log", "-1", "--format=%an <%ae>"); got != test.want {
				t.Errorf("the commit is by %s", got)
			}
		})
	}
}

// TestAWorkspaceReachesItsServer whatever proxy its user has: git exempts nothing by itself, and the lab's server is on this machine.
func TestAWorkspaceReachesItsServer(t *testing.T) {
	const dead = "http://127.0.0.1:9"
	for name, set := range map[string]func(t *testing.T, home string){
		"http_proxy": func(t *testing.T, _ string) { t.Setenv("http_proxy", dead) },
		"all_proxy":  func(t *testing.T, _ string) { t.Setenv("all_proxy", dead) },
		"http.proxy": func(t *testing.T, home string) {
			write(t, home, map[string]string{".gitconfig": "[http]\n\tproxy = " + dead + "\n"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"} {
				t.Setenv(variable, "") // so that it is as it was in the end
				if err := os.Unsetenv(variable); err != nil {
					t.Fatal(err)
				}
			}
			url := serveHTTP(t, bare(t), "", "")
			set(t, os.Getenv("HOME"))
			dir := t.TempDir()
			if err := MakeWorkspace(t.Context(), dir, "main", url, Author{"p07", "p07@lab.example.com"}, Author{}); err != nil {
				t.Fatal(err)
			}
			run(t, dir, "commit", "--quiet", "--allow-empty", "--message", "Mine")
			run(t, dir, "push", "--quiet", "origin", "main")
			run(t, dir, "pull", "--quiet", "--rebase", "origin", "main")
			if without := exec.CommandContext(t.Context(), "git", "-C", dir, "ls-remote", url); without.Run() == nil {
				t.Error("the proxy is not asked for any other remote: this test shows nothing")
			}
		})
	}
}
