package git

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAWayByAPullRequest: the change goes to a branch of its own, somebody merges it, and then the branch that agents follow
// has what the folder has. At no time does what is on disk change but by the user's own git.
func TestAWayByAPullRequest(t *testing.T) {
	for _, merge := range []string{"--no-ff", "--squash"} {
		t.Run(merge, func(t *testing.T) {
			root := bare(t)
			remote := filepath.Join(root, "repo.git")
			o := newPlatform(t, serveHTTP(t, root, "", ""))
			o.Gone = []string{"gitops"}
			run(t, "", "init", "--quiet", "-b", "main", o.Dir)
			run(t, o.Dir, "remote", "add", "origin", strings.TrimSuffix(o.URL, ".git"))
			_, _, err := Holds(t.Context(), o)
			wantError(t, err, nil, "has no branch main yet")
			push(t, o)
			before := run(t, remote, "rev-parse", "main")
			writeHook(t, remote, "update", "#!/bin/sh\ntest \"$1\" != refs/heads/main || { echo protected; exit 1; }\n")
			write(t, o.Dir, map[string]string{"platform.yaml": "next\n"})
			_, differ, err := Holds(t.Context(), o)
			if err != nil || !slices.Equal(differ, []string{"platform.yaml"}) {
				t.Errorf("got %q, %v", differ, err)
			}
			_, err = Push(t.Context(), o) // it commits on main, and that stays where it is
			wantError(t, err, ErrDeclined, "protected")

			aside := o
			aside.Branch, aside.From = "change", "main"
			first := push(t, aside)
			write(t, o.Dir, map[string]string{"platform.yaml": "next, and better\n", "overrides/x.yaml": "x\n"})
			second := push(t, aside)
			if again := push(t, aside); first.Commit == second.Commit || again.Pushed || run(t, remote, "rev-parse", "change") != second.Commit {
				t.Errorf("%+v %+v %+v", first, second, again)
			}
			if at := run(t, remote, "rev-parse", "main"); at != before {
				t.Errorf("main moved to %s", at)
			}
			if status := run(t, o.Dir, "status", "--porcelain", "--branch"); status != "## change\n?? foreign.txt" || run(t, o.Dir, "rev-parse", "origin/change") != second.Commit {
				t.Errorf("git status says %q", status)
			}

			mergeElsewhere(t, o.URL, remote, merge)
			_, _, err = Holds(t.Context(), o)
			wantError(t, err, nil, "which is not here: run git fetch origin main")
			reading := o
			reading.Fetch = true
			if at, differ, err := Holds(t.Context(), reading); err != nil || len(differ) > 0 || at != run(t, remote, "rev-parse", "main") {
				t.Errorf("got %s, %q, %v", at, differ, err)
			}
			run(t, o.Dir, "fetch", "--quiet", o.URL, "main")
			commit, differ, err := Holds(t.Context(), o)
			if err != nil || len(differ) > 0 || commit != run(t, remote, "rev-parse", "main") {
				t.Errorf("got %s, %q, %v", commit, differ, err)
			}
			run(t, o.Dir, "switch", "--quiet", "main")
			run(t, o.Dir, "pull", "--quiet", "--rebase", o.URL, "main")
			if got := push(t, o); got.Pushed || got.Commit != commit {
				t.Errorf("%+v", got)
			}
		})
	}
}

// mergeElsewhere is what a forge does when somebody presses the button.
func mergeElsewhere(t *testing.T, url, remote, how string) {
	t.Helper()
	other := t.TempDir()
	run(t, "", "clone", "--quiet", url, other)
	run(t, other, "merge", "--quiet", how, "-m", "merged", "origin/change")
	if how == "--squash" {
		run(t, other, "commit", "--quiet", "-m", "squashed")
	}
	writeHook(t, remote, "update", "#!/bin/sh\nexit 0\n")
	run(t, other, "push", "--quiet", "origin", "HEAD:main")
}

func TestABranchThatIsThereAlready(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	push(t, o)
	run(t, o.Dir, "branch", "change")
	aside := o
	aside.Branch, aside.From = "change", "main"
	write(t, o.Dir, map[string]string{"platform.yaml": "next\n"})
	if got := push(t, aside); !got.Pushed { // at the same commit it is taken: a run may have been killed
		t.Errorf("%+v", got)
	}
	run(t, o.Dir, "switch", "--quiet", "main")
	write(t, o.Dir, map[string]string{"platform.yaml": "other\n"})
	_, err := Push(t.Context(), aside)
	wantError(t, err, nil, "there is one at another commit: run git switch change")
	if err := CanPush(t.Context(), Options{Dir: o.Dir, URL: o.URL, Branch: "another", From: "main"}); err != nil {
		t.Error(err)
	}
	run(t, o.Dir, "switch", "--quiet", "-c", "mine")
	_, err = Push(t.Context(), aside)
	wantError(t, err, nil, "branch mine is checked out, not change")
	wantError(t, CanPush(t.Context(), aside), nil, "branch mine is checked out, not change")
}

// TestACommitThatIsNotHere is read into memory, over both transports, from servers that can leave out what is in files and
// from those that cannot; the folder's own repository stays as it is.
func TestACommitThatIsNotHere(t *testing.T) {
	for _, filter := range []string{"true", "false"} {
		for _, transport := range []string{"http", "ssh"} {
			t.Run(transport+", filter "+filter, func(t *testing.T) {
				root := bare(t)
				run(t, filepath.Join(root, "repo.git"), "config", "uploadpack.allowFilter", filter)
				o := newPlatform(t, serveHTTP(t, root, "", ""))
				push(t, o)
				other := t.TempDir()
				run(t, "", "clone", "--quiet", o.URL, other)
				write(t, other, map[string]string{"gitops/x/y.yaml": "theirs\n", "elsewhere.txt": "x\n"})
				run(t, other, "add", ".")
				run(t, other, "commit", "--quiet", "-m", "theirs")
				run(t, other, "push", "--quiet")
				if transport == "ssh" {
					host, _ := newKey(t)
					user, private := newKey(t)
					url, known := serveSSH(t, root, host, user.PublicKey())
					o.URL, o.Auth = url, Auth{SSHKey: private, KnownHosts: known(host.PublicKey())}
				}
				before := run(t, o.Dir, "count-objects", "-v")
				o.Fetch = true
				commit, differ, err := Holds(t.Context(), o)
				if err != nil || commit != run(t, other, "rev-parse", "HEAD") || !slices.Equal(differ, []string{"gitops/x/y.yaml"}) {
					t.Errorf("got %s, %q, %v", commit, differ, err)
				}
				write(t, o.Dir, map[string]string{"gitops/x/y.yaml": "theirs\n"})
				if _, differ, err = Holds(t.Context(), o); err != nil || len(differ) > 0 {
					t.Errorf("got %q, %v", differ, err)
				}
				if after := run(t, o.Dir, "count-objects", "-v"); after != before {
					t.Errorf("the folder's repository has other objects:\n%s\n%s", before, after)
				}
			})
		}
	}
}
