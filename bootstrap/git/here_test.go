package git

import (
	"slices"
	"strings"
	"testing"
)

// TestCommitAsksNobody: the address leads nowhere, and a signature is made as git would make it.
func TestCommitAsksNobody(t *testing.T) {
	o := newPlatform(t, "https://nowhere.invalid/x.git")
	wantError(t, CanCommit(o), ErrNoRepository, "run git init there first")
	run(t, o.Dir, "init", "--quiet", "-b", "main")
	o.Branch = "change"
	if err := CanCommit(o); err != nil {
		t.Fatal(err)
	}
	first, err := Commit(t.Context(), o)
	if err != nil || !first.Committed || first.Branch != "change" {
		t.Fatalf("%+v, %v", first, err)
	}
	want := []string{"clusters/eu.yaml", "gitops/root.yaml", "gitops/x/y.yaml", "platform.yaml"}
	if got := tracked(t, o.Dir, "change"); !slices.Equal(got, want) {
		t.Errorf("the branch holds %q", got)
	}
	if got := run(t, o.Dir, "status", "--porcelain", "--branch"); got != "## change\n?? foreign.txt" {
		t.Errorf("git status says %q", got)
	}
	again, err := Commit(t.Context(), o)
	if err != nil || again.Committed || again.Commit != first.Commit {
		t.Errorf("again: %+v, %v", again, err)
	}
	if got := run(t, o.Dir, "fsck", "--strict"); strings.Contains(got, "error") {
		t.Errorf("git fsck says %q", got)
	}
}

// TestCommitLeavesTheIndexToItsUser: what is staged besides, or under way, refuses, before and after files are written.
func TestCommitLeavesTheIndexToItsUser(t *testing.T) {
	for name, c := range map[string]struct {
		commands []string
		want     string
	}{
		"staged":        {[]string{"add foreign.txt"}, "other changes are staged: foreign.txt"},
		"staged to go":  {[]string{"rm --quiet --cached kept.txt"}, "other changes are staged: kept.txt"},
		"cherry-pick":   {[]string{"update-ref CHERRY_PICK_HEAD HEAD"}, "a cherry-pick is under way"},
		"detached":      {[]string{"checkout --quiet --detach"}, "no branch is checked out: name one with --branch"},
		"another index": {[]string{"update-index --split-index"}, "split"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newPlatform(t, "")
			o.Branch = ""
			write(t, o.Dir, map[string]string{"kept.txt": "x\n"})
			run(t, o.Dir, "init", "--quiet", "-b", "main")
			run(t, o.Dir, "add", "kept.txt")
			run(t, o.Dir, "commit", "--quiet", "-m", "first")
			for _, command := range c.commands {
				run(t, o.Dir, strings.Fields(command)...)
			}
			before := run(t, o.Dir, "status", "--porcelain")
			wantError(t, CanCommit(o), nil, c.want)
			_, err := Commit(t.Context(), o)
			wantError(t, err, nil, c.want)
			if after := run(t, o.Dir, "status", "--porcelain"); after != before {
				t.Errorf("git status said %q and says %q", before, after)
			}
		})
	}
}
