//go:build unix

package lab

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/lab/exercises"
)

// typeScript runs a script of an exercise in a folder, as a lab does.
func typeScript(t *testing.T, dir, script string, environ ...string) {
	t.Helper()
	if said, err := tryScript(t, dir, script, environ...); err != nil {
		t.Fatalf("%s: %v: %s", script, err, said)
	}
}

func tryScript(t *testing.T, dir, script string, environ ...string) (said string, err error) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("skipped: there is no bash")
	}
	text, err := exercises.FS.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bash, "-euo", "pipefail", "-c", string(text))
	cmd.Dir, cmd.Env = dir, append(os.Environ(), environ...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestAMoveIsTakenBackFromWhereverItEnded: exercise migrate lets people end it in the
// middle, and a cluster on its way to one agent goes to no other. What the script
// types is looked at; the commands themselves are told of by their own tests.
func TestAMoveIsTakenBackFromWhereverItEnded(t *testing.T) {
	tests := []struct{ name, folder, to, want string }{
		{"nobody moved", "argocd", "", ""},
		{"the move is done", "flux", "", "migrate argocd --yes"},
		{"it ended before the files", "argocd", "flux", "migrate flux --yes, migrate argocd --yes"},
		{"it ended after the files", "flux", "flux", "migrate flux --yes, migrate argocd --yes"},
		{"the way back ended", "argocd", "argocd", "migrate argocd --yes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, bin := t.TempDir(), t.TempDir()
			for path, text := range map[string]string{
				filepath.Join(dir, "platform.yaml"): "spec:\n  agent: " + tt.folder + " # who keeps it\n",
				filepath.Join(bin, "slipway"):       "#!/bin/sh\n[ \"$1\" != validate ] || exit 0\necho \"$*\" >>typed\nprintf 'spec:\\n  agent: %s\\n' \"$2\" >platform.yaml\n",
				filepath.Join(bin, "kubectl"):       "#!/bin/sh\nprintf %s '" + tt.to + "'\n",
			} {
				if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			typeScript(t, dir, "migrate/back.sh", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SLIPWAY_LAB_AGENT=argocd")
			typed, _ := os.ReadFile(filepath.Join(dir, "typed")) // none where nothing was typed
			if got := strings.ReplaceAll(strings.TrimSpace(string(typed)), "\n", ", "); got != tt.want {
				t.Errorf("typed %q, not %q", got, tt.want)
			}
		})
	}
}

// TestAMoveIsTakenBackWithoutAPlatform: what the participant wrote cannot be read, in the
// folder and in Git. The folder is left alone, and what the lab began with is served again.
func TestAMoveIsTakenBackWithoutAPlatform(t *testing.T) {
	for to, want := range map[string]string{"": "migrate argocd --yes", "flux": "migrate flux --yes, migrate argocd --yes"} {
		served, dir, bin, typed := t.TempDir(), t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "typed")
		broken := filepath.Join(dir, "platform.yaml")
		git := func(args ...string) string {
			t.Helper()
			out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@localhost"}, args...)...).CombinedOutput()
			if err != nil {
				t.Fatalf("git %v: %v: %s", args, err, out)
			}
			return strings.TrimSpace(string(out))
		}
		write := func(path, text string) {
			t.Helper()
			if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		git("init", "--quiet", "--bare", "--initial-branch=main", served)
		git("init", "--quiet", "--initial-branch=main")
		git("remote", "add", "origin", served)
		write(broken, "spec:\n  agent: argocd\n")
		git("add", "--all")
		git("commit", "--quiet", "--message=begin")
		start := git("rev-parse", "HEAD")
		write(broken, "spec: [\n")
		write(filepath.Join(dir, "more"), "of the participant's")
		git("add", "--all")
		git("commit", "--quiet", "--message=break")
		git("push", "--quiet", "origin", "main")
		// It reads what it is typed in.
		write(filepath.Join(bin, "slipway"), "#!/bin/sh\ngrep -q 'agent: argocd' platform.yaml || exit 1\n[ \"$1\" != validate ] || exit 0\n"+
			"[ ! -e more ] && [ -z \"$(git status --porcelain)\" ] || exit 1\necho \"$*\" >>"+typed+"\ngit push --quiet origin main\n")
		write(filepath.Join(bin, "kubectl"), "#!/bin/sh\nprintf %s '"+to+"'\n")
		typeScript(t, dir, "migrate/back.sh", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SLIPWAY_LAB_AGENT=argocd", "SLIPWAY_LAB_START="+start,
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@localhost", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@localhost")
		said, err := os.ReadFile(typed)
		if got := strings.ReplaceAll(strings.TrimSpace(string(said)), "\n", ", "); err != nil || got != want {
			t.Errorf("typed %q, not %q (%v)", got, want, err)
		}
		left, err := os.ReadFile(broken)
		if err != nil || string(left) != "spec: [\n" || git("status", "--porcelain") != "" {
			t.Errorf("in the folder is %q (%v), %s", left, err, git("status", "--porcelain"))
		}
		if git("fetch", "--quiet", "origin"); git("rev-parse", "origin/main^{tree}") != git("rev-parse", start+"^{tree}") {
			t.Error("what is served is not what the lab began with")
		}
	}
}

// TestWhatReadsByHandGoesUnderAnyName, what reads its units first, and nothing else does.
func TestWhatReadsByHandGoesUnderAnyName(t *testing.T) {
	dir, bin := t.TempDir(), t.TempDir()
	kubectl := `#!/bin/sh
case "$*" in
"get customresourcedefinitions "*) printf 'c/applications.argoproj.io\nc/kustomizations.kustomize.toolkit.fluxcd.io\n' ;;
"get applications.argoproj.io,kustomizations.kustomize.toolkit.fluxcd.io "*)
  printf 'Application|argocd|door|by-hand/notice\nApplication|argocd|by-hand|by-hand/units\nApplication|argocd|hub|\n'
  printf 'ClusterProfile||mat|by-hand/notice\nKustomization|flux-system|step|./by-hand\nKustomization|flux-system|handy|./by-handy\n' ;;
*) echo "$*" >>typed ;;
esac
`
	if err := os.WriteFile(filepath.Join(bin, "kubectl"), []byte(kubectl), 0o700); err != nil {
		t.Fatal(err)
	}
	typeScript(t, dir, "app-of-apps/away.sh", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	typed, err := os.ReadFile(filepath.Join(dir, "typed"))
	if err != nil {
		t.Fatal(err)
	}
	const more = " --ignore-not-found --wait=false\n"
	units := "delete Application by-hand --namespace argocd" + more
	want := units + "delete Application door --namespace argocd" + more + units + // the fake deletes nothing, so it goes twice
		"delete ClusterProfile mat" + more + "delete Kustomization step --namespace flux-system" + more
	if string(typed) != want {
		t.Errorf("typed:\n%snot:\n%s", typed, want)
	}
}

// TestTheResetTakesNobodysKey: the key lies beside the platform's folder, where the
// user may have one of that name.
func TestTheResetTakesNobodysKey(t *testing.T) {
	for name, own := range map[string]bool{"the exercise's goes": false, "the user's stays": true} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "acme")
			key := filepath.Join(filepath.Dir(dir), "till.key")
			made := func(at time.Time) {
				t.Helper()
				if err := errors.Join(os.WriteFile(key, []byte("key"), 0o600), os.Chtimes(key, at, at)); err != nil {
					t.Fatal(err)
				}
			}
			if out, err := exec.CommandContext(t.Context(), "git", "init", "--quiet", dir).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if own {
				made(time.Now().Add(-time.Hour))
			}
			typeScript(t, dir, "secrets/begin.sh")
			if !own {
				made(time.Now().Add(time.Minute))
			}
			for range 2 { // a reset may be ended and begun again
				typeScript(t, dir, "secrets/away.sh")
				if _, err := os.Stat(key); (err == nil) != own {
					t.Errorf("the key: %v", err)
				}
			}
			if out, err := exec.CommandContext(t.Context(), "git", "-C", dir, "status", "--porcelain").Output(); err != nil || len(out) > 0 {
				t.Errorf("Git sees %s (%v)", out, err)
			}
		})
	}
}

// TestTheResetTakesNobodysRepository: that of the platform itself may be called shop.git.
func TestTheResetTakesNobodysRepository(t *testing.T) {
	served := t.TempDir()
	shop := filepath.Join(served, "shop.git")
	environ := []string{"SLIPWAY_LAB_GIT=" + served, "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@localhost", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@localhost"}
	typeScript(t, t.TempDir(), "tenant/shop.sh", environ...)
	if out, err := exec.CommandContext(t.Context(), "git", "-C", shop, "ls-tree", "--name-only", "main", "deploy/").Output(); err != nil || string(out) != "deploy/admin.yaml\ndeploy/prices.yaml\n" {
		t.Errorf("the team has packed %q (%v)", out, err)
	}
	for range 2 { // a reset may be ended and begun again
		typeScript(t, t.TempDir(), "tenant/away.sh", environ...)
		if entries, err := os.ReadDir(served); err != nil || len(entries) > 0 {
			t.Errorf("left are %v (%v)", entries, err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "git", "init", "--quiet", "--bare", shop).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if said, err := tryScript(t, t.TempDir(), "tenant/shop.sh", environ...); err == nil || !strings.Contains(said, "shop.git") {
		t.Errorf("another's repository is packed: %v: %s", err, said)
	}
	typeScript(t, t.TempDir(), "tenant/away.sh", environ...)
	if _, err := os.Stat(filepath.Join(shop, "HEAD")); err != nil {
		t.Error(err)
	}
}
