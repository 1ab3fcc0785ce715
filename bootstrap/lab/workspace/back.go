package workspace

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// Refs are the branches and tags that are served, with their commits.
func (w Workspace) Refs(ctx context.Context) (map[string]string, error) {
	out, err := w.git(ctx, w.Served, "for-each-ref", "--format=%(refname) %(objectname)")
	if err != nil {
		return nil, err
	}
	refs := map[string]string{}
	for _, line := range lines(out) {
		name, commit, _ := strings.Cut(line, " ")
		refs[name] = commit
	}
	return refs, nil
}

// Back takes what is served to what it was, and the folder with it. What the
// folder loses stays in its Git: left says how to come by it, also beside an
// error, and is empty where nothing is lost.
func (w Workspace) Back(ctx context.Context, refs map[string]string) (left string, err error) {
	now, err := w.Refs(ctx)
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if _, was := refs[name]; !was {
			if _, err := w.git(ctx, w.Served, "update-ref", "-d", name); err != nil {
				return "", err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(refs)) {
		if _, err := w.git(ctx, w.Served, "update-ref", name, refs[name]); err != nil {
			return "", err
		}
	}
	return w.folderBack(ctx, refs["refs/heads/"+w.Branch])
}

func (w Workspace) folderBack(ctx context.Context, commit string) (left string, err error) {
	if _, err := w.git(ctx, w.Dir, "fetch", "--quiet", w.Served, w.Branch); err != nil {
		return "", err
	}
	told, err := w.setAside(ctx)
	tell := func(more ...string) {
		told = append(told, more...)
		left = strings.Join(told, "\n")
	}
	tell()
	if err != nil {
		return left, err
	}
	kept, err := w.leftBehind(ctx, commit)
	tell(kept...)
	if err != nil {
		return left, err
	}
	if err := w.abandon(ctx); err != nil {
		return left, err
	}
	if _, err := w.git(ctx, w.Dir, "checkout", "--quiet", "--force", "-B", w.Branch, commit); err != nil {
		return left, err
	}
	kept, err = w.setAside(ctx) // those that were committed as a part of the folder's repository
	tell(kept...)
	if err != nil {
		return left, err
	}
	if _, err := w.git(ctx, w.Dir, "clean", "--quiet", "-d", "--force"); err != nil {
		return left, err
	}
	_, err = w.follow(ctx)
	return left, err
}
