package git

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for path, content := range files {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// newPlatform is a folder with a small platform and the options to push it.
func newPlatform(t *testing.T, url string) Options {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"platform.yaml": "kind: Platform\n", "clusters/eu.yaml": "a\n", "gitops/root.yaml": "b\n", "gitops/x/y.yaml": "c\n", "foreign.txt": "no\n",
	})
	return Options{
		Dir: dir, URL: url, Branch: "main", Message: "platform",
		Paths: []string{"platform.yaml", "clusters", "overrides/", "gitops/root.yaml", "gitops/x/y.yaml", "gitops/gone.yaml"},
	}
}

func push(t *testing.T, o Options) Result {
	t.Helper()
	got, err := Push(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func wantError(t *testing.T, err, is error, parts ...string) {
	t.Helper()
	if err == nil || (is != nil && !errors.Is(err, is)) {
		t.Fatalf("got error %v, want %v", err, is)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}

func tracked(t *testing.T, dir, commit string) []string {
	t.Helper()
	return strings.Fields(run(t, dir, "ls-tree", "-r", "--name-only", commit))
}

func TestPushLifeCycle(t *testing.T) {
	root := bare(t)
	remote := filepath.Join(root, "repo.git")
	o := newPlatform(t, serveHTTP(t, root, "", ""))

	first := push(t, o)
	if !first.Committed || !first.Pushed {
		t.Errorf("first: %+v", first)
	}
	want := []string{"clusters/eu.yaml", "gitops/root.yaml", "gitops/x/y.yaml", "platform.yaml"}
	if got := tracked(t, remote, "main"); !slices.Equal(got, want) {
		t.Errorf("remote holds %q", got)
	}
	if got := run(t, o.Dir, "status", "--porcelain"); got != "?? foreign.txt" {
		t.Errorf("git status says %q", got)
	}
	if got := run(t, o.Dir, "status", "-sb"); !strings.HasPrefix(got, "## main...origin/main") {
		t.Errorf("the new repository has no upstream: %q", got)
	}
	if got := run(t, o.Dir, "log", "-1", "--format=%an <%ae> %s"); got != "Slipway <slipway@localhost> platform" {
		t.Errorf("got %q", got)
	}

	again := push(t, o)
	if again.Committed || again.Pushed || again.Commit != first.Commit {
		t.Errorf("again: %+v", again)
	}

	// Changed, new, gone, and a file that takes the place of a folder and the other way round.
	write(t, o.Dir, map[string]string{"platform.yaml": "changed\n", "overrides/c.yaml": "new\n"})
	for _, gone := range []string{"clusters/eu.yaml", "gitops/x"} {
		if err := os.RemoveAll(filepath.Join(o.Dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, o.Dir, map[string]string{"gitops/x": "a file now\n", "clusters/eu.yaml/d.yaml": "a folder now\n"})
	o.Paths = append(o.Paths, "gitops/x")
	run(t, o.Dir, "config", "user.name", "Ann")
	second := push(t, o)
	want = []string{"clusters/eu.yaml/d.yaml", "gitops/root.yaml", "gitops/x", "overrides/c.yaml", "platform.yaml"}
	if got := tracked(t, remote, "main"); !second.Pushed || !slices.Equal(got, want) {
		t.Errorf("remote holds %q", got)
	}
	if got := run(t, o.Dir, "log", "-1", "--format=%an <%ae>"); got != "Ann <slipway@localhost>" {
		t.Errorf("got %q", got)
	}
	if got := run(t, o.Dir, "status", "--porcelain"); got != "?? foreign.txt" {
		t.Errorf("git status says %q", got)
	}
	run(t, o.Dir, "fsck", "--strict")
	run(t, remote, "fsck", "--strict")
}

func TestPushOfASubfolderLeavesTheRestAlone(t *testing.T) {
	root := bare(t)
	url := serveHTTP(t, root, "", "")
	work := t.TempDir()
	run(t, work, "clone", "--quiet", url, ".")
	write(t, work, map[string]string{"other.txt": "1\n", "run.sh": "#!/bin/sh\n", "teams/readme": "r\n"})
	if err := os.Chmod(filepath.Join(work, "run.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, work, "add", ".")
	run(t, work, "commit", "--quiet", "-m", "one")
	write(t, work, map[string]string{"other.txt": "modified, not staged\n", "teams/p/platform.yaml": "p\n", "teams/p/gitops/a": "a\n"})

	o := Options{Dir: filepath.Join(work, "teams/p"), URL: url, Branch: "main", Message: "p", Paths: []string{"platform.yaml", "gitops/a"}}
	got := push(t, o)
	remote := filepath.Join(root, "repo.git")
	want := []string{"other.txt", "run.sh", "teams/p/gitops/a", "teams/p/platform.yaml", "teams/readme"}
	if files := tracked(t, remote, "main"); !slices.Equal(files, want) {
		t.Errorf("remote holds %q", files)
	}
	if n := run(t, remote, "rev-list", "--count", "main"); n != "2" {
		t.Errorf("the user's own commit goes along: %s commits", n)
	}
	if status := run(t, work, "status", "--porcelain"); status != "M other.txt" {
		t.Errorf("git status says %q", status)
	}

	r, err := Open(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Files(got.Commit, "")
	if err != nil || !slices.Equal(files, []string{"gitops/a", "platform.yaml"}) {
		t.Errorf("got %q, %v", files, err)
	}
	write(t, o.Dir, map[string]string{"gitops/a": "later\n"})
	if data, err := r.ReadFile(got.Commit, "gitops/a"); err != nil || string(data) != "a\n" {
		t.Errorf("got %q, %v", data, err)
	}
	if _, err := r.ReadFile(got.Commit, "gitops/b"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestPushAfterTheRemoteMoved(t *testing.T) {
	root := bare(t)
	url := serveHTTP(t, root, "", "")
	o := newPlatform(t, url)
	before := push(t, o)
	other := t.TempDir()
	run(t, other, "clone", "--quiet", url, ".")
	run(t, other, "commit", "--quiet", "--allow-empty", "-m", "theirs")
	run(t, other, "push", "--quiet")
	write(t, o.Dir, map[string]string{"platform.yaml": "ours\n"})
	_, err := Push(t.Context(), o)
	wantError(t, err, ErrMoved, "git pull --rebase --autostash origin main")
	if got := run(t, o.Dir, "rev-parse", "HEAD"); got != before.Commit {
		t.Error("a refused push must not leave a commit behind")
	}
	run(t, o.Dir, "stash", "--quiet")
	run(t, o.Dir, "pull", "--quiet", "--rebase", url, "main")
	run(t, o.Dir, "stash", "pop", "--quiet")
	if got := push(t, o); !got.Pushed {
		t.Errorf("%+v", got)
	}

	fresh := newPlatform(t, url)
	_, err = Push(t.Context(), fresh)
	wantError(t, err, ErrMoved, "clone it")
}

func TestPushToANewBranchSendsOnlyWhatIsMissing(t *testing.T) {
	root := bare(t)
	url := serveHTTP(t, root, "", "")
	o := newPlatform(t, url)
	push(t, o)
	run(t, o.Dir, "switch", "--quiet", "-c", "next")
	_, err := Push(t.Context(), o)
	wantError(t, err, nil, "branch next is checked out, not main")
	o.Branch = "next"
	if got := push(t, o); got.Committed || !got.Pushed {
		t.Errorf("%+v", got)
	}
	head, err := Head(t.Context(), url, "next", Auth{})
	if err != nil || head != run(t, o.Dir, "rev-parse", "HEAD") {
		t.Errorf("got %q, %v", head, err)
	}
	if head, err := Head(t.Context(), url, "none", Auth{}); err != nil || head != "" {
		t.Errorf("got %q, %v", head, err)
	}
}

func TestPushWithADetachedHead(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	first := push(t, o)
	run(t, o.Dir, "checkout", "--quiet", "--detach")
	if got := push(t, o); got.Commit != first.Commit || got.Pushed {
		t.Errorf("with nothing to commit, as in CI: %+v", got)
	}
	write(t, o.Dir, map[string]string{"platform.yaml": "changed\n"})
	_, err := Push(t.Context(), o)
	wantError(t, err, nil, "git switch main")
}

func TestPushAndIgnoredFiles(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	write(t, o.Dir, map[string]string{".gitignore": "*.swp\n/gitops/*\n!/gitops/root.yaml\n", "clusters/.eu.yaml.swp": "junk"})
	got := push(t, o)
	if !slices.Equal(got.Ignored, []string{"gitops/x/y.yaml"}) {
		t.Errorf("got %+v", got)
	}
	want := []string{"clusters/eu.yaml", "gitops/root.yaml", "gitops/x/y.yaml", "platform.yaml"}
	if files := tracked(t, o.Dir, "HEAD"); !slices.Equal(files, want) {
		t.Errorf("committed %q", files)
	}
	if again := push(t, o); again.Ignored != nil {
		t.Errorf("once committed it is no news: %+v", again)
	}
}

func TestPushFollowsAutocrlf(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	push(t, o)
	run(t, o.Dir, "config", "core.autocrlf", "true")
	write(t, o.Dir, map[string]string{"platform.yaml": "kind: Platform\r\n"})
	if got := push(t, o); got.Committed {
		t.Error("line ends that git itself changed are no change")
	}
}

func TestPushFromALinkedWorkTree(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	push(t, o)
	linked := filepath.Join(t.TempDir(), "w")
	run(t, o.Dir, "worktree", "add", "--quiet", "-b", "side", linked)
	write(t, linked, map[string]string{"platform.yaml": "side\n"})
	o.Dir, o.Branch = linked, "side"
	if got := push(t, o); !got.Pushed {
		t.Errorf("%+v", got)
	}
	if got := run(t, linked, "status", "--porcelain"); got != "" {
		t.Errorf("git status says %q", got)
	}
}

// TestPushToAnotherBranchThanTheServersOwn: what a server calls its default does not matter, and whether it is there neither.
func TestPushToAnotherBranchThanTheServersOwn(t *testing.T) {
	root := bare(t)
	url := serveHTTP(t, root, "", "")
	remote := filepath.Join(root, "repo.git")
	run(t, remote, "symbolic-ref", "HEAD", "refs/heads/master") // of a server that has never heard of main
	for _, branch := range []string{"trunk", "teams/platform"} {
		o := newPlatform(t, url)
		o.Branch = branch
		if got := push(t, o); !got.Pushed || run(t, remote, "rev-parse", branch) != got.Commit || run(t, o.Dir, "branch", "--show-current") != branch {
			t.Errorf("%s: %+v", branch, got)
		}
	}
	o := newPlatform(t, url)
	o.Branch = "trunk/next" // git has no room for it beside trunk
	_, err := Push(t.Context(), o)
	wantError(t, err, nil, "'refs/heads/trunk' exists")
}
