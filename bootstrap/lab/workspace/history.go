package workspace

import (
	"cmp"
	"context"
	"strings"
)

// Change is a commit as checks see it.
type Change struct {
	Commit, Author, Subject string
	Paths                   []string // that it changed
}

// Since are the commits on the branch after one, the newest first.
func (w Workspace) Since(ctx context.Context, commit string) ([]Change, error) {
	out, err := w.git(ctx, w.Served, "log", "--name-only", "--no-renames", "--format=%x00%H%x00%an%x00%s%x00", commit+"..refs/heads/"+w.Branch)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for parts := strings.Split(out, "\x00"); len(parts) > 4; parts = parts[4:] {
		changes = append(changes, Change{Commit: parts[1], Author: parts[2], Subject: parts[3], Paths: lines(parts[4])})
	}
	return changes, nil
}

// Newest is the commit that the branch is at.
func (w Workspace) Newest(ctx context.Context) (Change, error) {
	out, err := w.git(ctx, w.Served, "log", "-1", "--format=%H%x00%an%x00%s", "refs/heads/"+w.Branch)
	if err != nil {
		return Change{}, err
	}
	parts := append(strings.SplitN(strings.TrimSuffix(out, "\n"), "\x00", 3), "", "")
	return Change{Commit: parts[0], Author: parts[1], Subject: parts[2]}, nil
}

// Files are those of the newest commit.
func (w Workspace) Files(ctx context.Context) ([]string, error) {
	out, err := w.git(ctx, w.Served, "ls-tree", "-r", "--name-only", "refs/heads/"+w.Branch)
	return lines(out), err
}

// File is one file of a commit, the newest where none is named; nil where there is none.
func (w Workspace) File(ctx context.Context, commit, path string) (*string, error) {
	at := cmp.Or(commit, "refs/heads/"+w.Branch)
	found, err := w.git(ctx, w.Served, "ls-tree", at, "--", path)
	if err != nil || !strings.Contains(found, " blob ") || !strings.HasSuffix(found, "\t"+path+"\n") {
		return nil, err
	}
	text, err := w.git(ctx, w.Served, "show", at+":"+path)
	if err != nil {
		return nil, err
	}
	return &text, nil
}

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
