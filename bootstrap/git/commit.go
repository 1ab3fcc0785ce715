package git

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// indexed is one entry of git's index.
type indexed struct {
	path string
	entry
	unmerged, intended, skipped bool // a conflict; git add -N; outside a sparse checkout
}

// commitPaths commits what differs between disk and the last commit among the paths. With nothing to commit it returns the
// last commit. The index is written before the branch moves, so a run that is killed in between leaves only our own
// changes staged, which the next run commits.
func (r *Repo) commitPaths(ctx context.Context, o Options, branch string, last hash) (at hash, ignored []string, err error) {
	paths, err := newPathSet(r.root, r.prefix, o.Paths)
	if err != nil {
		return at, nil, err
	}
	lock, err := r.lockIndex()
	if err != nil {
		return at, nil, err
	}
	defer lock.release()
	gone, err := newPathSet(r.root, r.prefix, o.Gone)
	if err != nil {
		return at, nil, err
	}
	cfg := r.settings(ctx)
	s, changes, stale, err := r.compare(cfg, paths, gone, last)
	if err != nil {
		return at, nil, err
	}
	if len(changes) > 0 && branch == "" {
		return at, nil, fmt.Errorf("commit in %s: no branch is checked out: run git switch %s", r.root, o.Branch)
	}
	if len(stale) > 0 {
		write := func(w io.Writer) error { return r.store.writeIndex(w, stale) }
		if err := lock.replace(write); err != nil {
			return at, nil, err
		}
	}
	if len(changes) == 0 {
		return last, s.ignored, nil
	}
	at, err = r.writeCommit(ctx, o, cfg, last, changes)
	if err != nil {
		return at, nil, err
	}
	return at, s.ignored, r.moveBranch(branch, last, at)
}

// compare finds what to commit, and where the index does not say so yet. It refuses when something else is staged.
func (r *Repo) compare(cfg settings, paths, gone pathSet, last hash) (s *scan, changes map[string]entry, stale map[string]worktreeFile, err error) {
	head, err := r.store.flatCommit(last)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := r.addGone(paths, gone, head); err != nil {
		return nil, nil, nil, err
	}
	index, err := r.store.index()
	if err != nil {
		return nil, nil, nil, err
	}
	if err := r.refuseForeign(paths, head, index); err != nil {
		return nil, nil, nil, err
	}
	s = r.newScan(cfg, head, index)
	if err := s.all(paths); err != nil {
		return nil, nil, nil, err
	}
	changes, stale = s.changes(paths, index)
	return s, changes, stale, nil
}

// addGone adds to paths what the last commit holds below the folders and the disk does not.
func (r *Repo) addGone(paths, folders pathSet, head map[string]entry) error {
	for path := range head {
		if !folders.holds(path) {
			continue
		}
		_, err := os.Lstat(filepath.Join(r.root, filepath.FromSlash(path)))
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			paths[path] = true
		case err != nil:
			return fmt.Errorf("commit %s: %w", path, err)
		}
	}
	return nil
}

func (r *Repo) newScan(cfg settings, head map[string]entry, index []indexed) *scan {
	autocrlf := strings.ToLower(cfg["core.autocrlf"])
	s := &scan{
		root: r.root, prefix: r.prefix, head: head, tracked: map[string]bool{}, found: map[string]worktreeFile{}, keep: r.store.write,
		ignore:     newIgnore(r.root, r.gitDir, cfg["core.excludesfile"]),
		attributes: newAttributes(r.root, r.gitDir, cfg["core.attributesfile"]),
		crlf:       autocrlf == "true" || autocrlf == "input",
		modes:      cfg["core.filemode"] != "false",
	}
	for _, e := range index {
		s.tracked[e.path] = true
	}
	return s
}

// changes are the paths whose commit differs from the disk; stale those whose index entry does.
func (s *scan) changes(paths pathSet, index []indexed) (changes map[string]entry, stale map[string]worktreeFile) {
	changes, stale = map[string]entry{}, map[string]worktreeFile{}
	skipped := map[string]bool{}
	staged := map[string]entry{}
	for _, e := range index {
		skipped[e.path] = e.skipped
		if !e.intended {
			staged[e.path] = e.entry
		}
		if _, there := s.found[e.path]; !there && !e.skipped && e.mode != modeSubmodule && paths.holds(e.path) {
			stale[e.path] = worktreeFile{}
		}
	}
	for path, f := range s.found {
		if !s.head[path].same(f.entry) {
			changes[path] = f.entry
		}
		if !staged[path].same(f.entry) {
			stale[path] = f
		}
	}
	for path, e := range s.head {
		if _, there := s.found[path]; !there && !skipped[path] && e.mode != modeSubmodule && paths.holds(path) {
			changes[path] = entry{}
		}
	}
	return changes, stale
}

func (r *Repo) writeCommit(ctx context.Context, o Options, cfg settings, last hash, changes map[string]entry) (hash, error) {
	next := commit{}
	if !last.isZero() {
		before, err := r.store.commit(last)
		if err != nil {
			return hash{}, err
		}
		next.tree, next.parents = before.tree, []hash{last}
	}
	var err error
	if next.tree, err = r.store.rewrite(next.tree, changes); err != nil {
		return hash{}, err
	}
	if next.tree.isZero() { // the last file is gone: git has a tree for that too
		if next.tree, err = r.store.write("tree", nil); err != nil {
			return hash{}, err
		}
	}
	author, committer, now := cfg.identity("author", o.Author), cfg.identity("committer", o.Author), time.Now()
	signature, err := cfg.signature(ctx, formatCommit(next, author, committer, o.Message, now, nil), committer)
	if err != nil {
		return hash{}, err
	}
	return r.store.write("commit", formatCommit(next, author, committer, o.Message, now, signature))
}
