//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ciRun is a clone as CI has it: detached, with a change that is not in main.
type ciRun struct {
	t         *testing.T
	root, dir string
	forge     *ciForge
	out       string
	// What go install was told, and the summary of GitHub's job.
	installed, summary string
	env                []string
}

// TestCISeeds runs every shell step of every seed with bash, git, curl, jq and the program itself, on a change to a generated
// platform. It does not show what the forges do around that: actions, images, expressions other than those of the table,
// permissions; nor that a version can be downloaded, since none is published here.
func TestCISeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	for _, program := range []string{"bash", "git", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	for _, c := range []struct{ seed, folder, login string }{
		{"github", "", "github-actions[bot]"},
		{"forgejo", "teams/acme", "forgejo-actions"},
		{"gitlab", "teams/acme", "project_5_bot"},
		{"script", "", ""},
	} {
		t.Run(c.seed, func(t *testing.T) {
			r := newCIRun(t, c.folder, c.login)
			r.holds(r.job(c.seed, "check"), exitDone)
			for range 2 { // a second push writes the same comment anew
				r.holds(r.job(c.seed, "diff"), exitDone)
			}
			r.commented(c.seed)
			r.program("sed", "-i", "s/sample: {}/sample: {enabled: false}/", filepath.Join(r.dir, "platform.yaml"))
			r.program("slipway", "-C", r.dir, "generate", "--allow-destructive")
			r.holds(r.job(c.seed, "diff"), exitFailed)
			r.holds(meant(r.job(c.seed, "diff")), exitDone)
			r.program("sed", "-i", "s/tier: two/tier: three/", filepath.Join(r.dir, "platform.yaml"))
			r.holds(r.job(c.seed, "check"), exitDifference)
			r.program("sed", "-i", "/^footprint/,/^}/d", filepath.Join(r.dir, "catalog", "notes", "component.cue"))
			r.holds(r.job(c.seed, "check"), exitUsage)
			r.program("sed", "-i", "s/agent: argocd/agent: argo/", filepath.Join(r.dir, "platform.yaml"))
			r.holds(r.job(c.seed, "check"), exitUsage)
			r.reported(c.seed)
		})
	}
}

func newCIRun(t *testing.T, folder, login string) *ciRun {
	root := filepath.Join(t.TempDir(), "work")
	r := &ciRun{t: t, root: root, dir: filepath.Join(root, filepath.FromSlash(folder)), installed: filepath.Join(t.TempDir(), "installed")}
	r.forge = newCIForge(t, login, "<!-- slipway diff acme -->\nall is well, merge me")
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r.write(filepath.Join(r.dir, "platform.yaml"), strings.ReplaceAll(ciPlatform, "PATH", folder))
	if err := os.MkdirAll(filepath.Join(r.dir, "catalog", "notes"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.write(filepath.Join(r.dir, "catalog", "notes", "component.cue"), ciComponent)
	home, bin := t.TempDir(), t.TempDir()
	r.summary = filepath.Join(home, "summary")
	r.env = []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + home, "SLIPWAY_CACHE=" + t.TempDir(), "TMPDIR=" + t.TempDir(),
		"GITHUB_WORKSPACE=" + root, "GITHUB_STEP_SUMMARY=" + r.summary,
		"GITHUB_API_URL=" + r.forge.URL, "GITHUB_REPOSITORY=acme/platform",
	}
	r.write(filepath.Join(home, ".gitconfig"), "[user]\n\tname = Robin\n\temail = robin@example.com\n[init]\n\tdefaultBranch = main\n")
	// What go install would bring is on the path already.
	r.write(filepath.Join(bin, "go"), "#!/bin/sh\necho \"$@\" >> "+r.installed+"\n")
	r.program("git", "init", "-q", "--bare", root+".git")
	r.program("git", "init", "-q")
	r.program("git", "remote", "add", "origin", root+".git")
	r.program("slipway", "-C", r.dir, "generate", "--commit")
	r.program("slipway", "-C", r.dir, "init", "--ci", "github,gitlab,forgejo,script")
	r.program("git", "add", ".github", ".gitlab-ci.yml", ".forgejo", "ci")
	r.program("git", "commit", "-q", "-m", "Check changes")
	r.program("git", "push", "-q", "origin", "main")
	r.program("git", "fetch", "-q")
	r.program("sed", "-i", "s/tier: one/tier: two/", filepath.Join(r.dir, "platform.yaml"))
	r.program("slipway", "-C", r.dir, "generate", "--commit", "--branch", "change")
	r.program("git", "checkout", "-q", "--detach")
	return r
}

func (r *ciRun) write(path, text string) {
	r.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		r.t.Fatal(err)
	}
}

func (r *ciRun) command(name string, args ...string) *exec.Cmd {
	path := name
	for _, dir := range filepath.SplitList(strings.TrimPrefix(r.env[0], "PATH=")) {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			path = filepath.Join(dir, name)
			break
		}
	}
	cmd := exec.CommandContext(r.t.Context(), path, args...)
	cmd.Dir, cmd.Env = r.root, r.env
	return cmd
}

func (r *ciRun) program(name string, args ...string) {
	r.t.Helper()
	if out, err := r.command(name, args...).CombinedOutput(); err != nil {
		r.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode()
	}
	return -1
}
