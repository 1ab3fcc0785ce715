package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// leftBehind keeps what the folder is about to lose, and says how to come by it:
// a line for each, which ends in what to type. What is not committed becomes a
// stash, which outlives a run that is killed before it says anything.
func (w Workspace) leftBehind(ctx context.Context, commit string) (told []string, err error) {
	stash, err := w.stash(ctx)
	if err != nil {
		return nil, err
	}
	if stash != "" {
		told = append(told, fmt.Sprintf("what was not committed is kept: git stash apply %.12s", stash))
	}
	heads, err := w.leaving(ctx, commit)
	if len(heads) > 0 {
		told = append(told, "the commits that went are kept for a while: git log "+strings.Join(heads, " "))
	}
	return told, err
}

// stash keeps what is not committed, new files too; empty where all is.
func (w Workspace) stash(ctx context.Context) (string, error) {
	if _, err := w.git(ctx, w.Dir, "add", "--all"); err != nil {
		return "", err
	}
	stash, err := w.git(ctx, w.Dir, "stash", "create")
	if stash = strings.TrimSpace(stash); err != nil || stash == "" {
		return "", err
	}
	_, err = w.git(ctx, w.Dir, "stash", "store", "--quiet", "--message", "before the lab was taken back", stash)
	return stash, err
}

// leaving are the commits of the folder and of its branch that a commit does not
// hold.
func (w Workspace) leaving(ctx context.Context, commit string) ([]string, error) {
	var heads []string
	for _, name := range []string{"HEAD", "refs/heads/" + w.Branch} {
		if _, err := w.git(ctx, w.Dir, "rev-parse", "--verify", "--quiet", name); err != nil {
			continue // nothing was committed there
		}
		first, err := w.git(ctx, w.Dir, "rev-list", "--max-count=1", name, "^"+commit)
		if err != nil {
			return nil, err
		}
		if first = strings.TrimSpace(first); first != "" && !slices.Contains(heads, first[:12]) {
			heads = append(heads, first[:12])
		}
	}
	return heads, nil
}

// abandon ends what a participant was in the middle of: a branch that is being
// rebased cannot be put elsewhere for good.
func (w Workspace) abandon(ctx context.Context) error {
	for _, doing := range []struct{ file, command string }{
		{"rebase-merge", "rebase"}, {"rebase-apply/rebasing", "rebase"}, {"rebase-apply/applying", "am"}, {"sequencer", "revert"},
	} {
		path, err := w.gitPath(ctx, doing.file)
		if err != nil {
			return err
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if _, err := w.git(ctx, w.Dir, doing.command, "--quit"); err != nil {
			return err
		}
	}
	return nil
}

// gitPath is where the folder's Git has a file of its own.
func (w Workspace) gitPath(ctx context.Context, file string) (string, error) {
	path, err := w.git(ctx, w.Dir, "rev-parse", "--git-path", file)
	path = strings.TrimSuffix(path, "\n")
	if err == nil && !filepath.IsAbs(path) {
		path = filepath.Join(w.Dir, path)
	}
	return path, err
}
