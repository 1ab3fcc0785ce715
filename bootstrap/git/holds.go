package git

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Holds tells which of the paths the remote branch has otherwise than the disk, and which commit it is at. It changes
// nothing. A commit that is not here is an error that says how to get it, or, with Fetch, is read into memory.
func Holds(ctx context.Context, o Options) (commit string, differ []string, err error) {
	to, err := newRemote(o.URL, o.Auth)
	if err != nil {
		return "", nil, err
	}
	heads, err := to.list(ctx, false)
	if err != nil {
		return "", nil, err
	}
	at, there := heads["refs/heads/"+o.Branch]
	if !there {
		return "", nil, fmt.Errorf("read %s: it has no branch %s yet: push one first", to.name, o.Branch)
	}
	r, err := Open(o.Dir)
	if err != nil {
		return "", nil, err
	}
	from := r.store
	switch {
	case from.has(at):
	case o.Fetch:
		if from, at, err = to.snapshot(ctx, o.Branch); err != nil {
			return "", nil, err
		}
	default:
		return "", nil, fmt.Errorf("read %s: branch %s is at %.8s, which is not here: run git fetch %s %s, then again", to.name, o.Branch, at, r.calls(to), o.Branch)
	}
	head, err := from.flatCommit(at)
	if err != nil {
		return "", nil, err
	}
	differ, err = r.differ(ctx, o, head)
	return at.String(), differ, err
}

// differ are the paths that would have to be committed on top of what a commit has.
func (r *Repo) differ(ctx context.Context, o Options, head map[string]entry) ([]string, error) {
	paths, err := newPathSet(r.root, r.prefix, o.Paths)
	if err != nil {
		return nil, err
	}
	gone, err := newPathSet(r.root, r.prefix, o.Gone)
	if err != nil {
		return nil, err
	}
	if err := r.addGone(paths, gone, head); err != nil {
		return nil, err
	}
	index, err := r.store.index()
	if err != nil {
		return nil, err
	}
	s := r.newScan(r.settings(ctx), head, index)
	s.keep = func(string, []byte) (hash, error) { return hash{}, nil }
	if err := s.all(paths); err != nil {
		return nil, err
	}
	changes, _ := s.changes(paths, index)
	return slices.Sorted(maps.Keys(changes)), nil
}

// flatCommit is every file of a commit by its path; none for no commit.
func (s *store) flatCommit(at hash) (map[string]entry, error) {
	files := map[string]entry{}
	if at.isZero() {
		return files, nil
	}
	c, err := s.commit(at)
	if err != nil {
		return nil, err
	}
	return files, s.flatten(c.tree, "", files)
}
