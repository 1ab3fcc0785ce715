package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Options say what to commit and where to push it.
type Options struct {
	Dir   string   // the platform's folder
	Paths []string // files, and folders with all that is in them, relative to Dir; those that are gone are removed
	// Gone are folders of which nothing is added: only files that were committed and are gone from disk are removed.
	Gone    []string
	URL     string
	Branch  string
	From    string // a branch that is left for Branch, which is made, where it is checked out
	Message string
	Fetch   bool   // Holds reads a commit that is not here into memory; nothing on disk changes
	Author  Author // where empty: git's user.name and user.email, else Slipway <slipway@localhost>
	Auth    Auth
}

// Result is what Push or Commit did.
type Result struct {
	Commit    string   // what the remote branch is at now, or the local one
	Branch    string   // the local one; Commit alone says it
	Committed bool     // a new commit was made
	Pushed    bool     // the remote branch moved
	Ignored   []string // files named in Paths that were committed although a .gitignore excludes them
}

// Push commits the paths on the branch that is checked out, which must be Branch or From, and pushes it fast-forward. A folder in
// no repository becomes one. It succeeds without a commit when nothing differs and without a push when the remote has it.
// Commits that were made before and not pushed go along.
func Push(ctx context.Context, o Options) (Result, error) {
	if err := checkBranch(o.Branch); err != nil {
		return Result{}, err
	}
	to, err := newRemote(o.URL, o.Auth)
	if err != nil {
		return Result{}, err
	}
	heads, err := to.list(ctx, false)
	if err != nil {
		return Result{}, err
	}
	r, err := openOrInit(o, to)
	if err != nil {
		return Result{}, err
	}
	branch, last, err := r.onBranch(o, heads)
	if err != nil {
		return Result{}, err
	}
	ref := "refs/heads/" + o.Branch
	if err := r.refuseMoved(last, heads[ref], to, o.Branch); err != nil {
		return Result{}, err
	}
	at, ignored, err := r.commitPaths(ctx, o, branch, last)
	if err != nil {
		return Result{}, err
	}
	if at.isZero() {
		return Result{}, fmt.Errorf("push %s: none of its files exist yet", o.Dir)
	}
	result := Result{Commit: at.String(), Committed: at != last, Ignored: ignored}
	if heads[ref] == at {
		return result, nil
	}
	if err := r.send(ctx, to, ref, at, heads); err != nil {
		return result, err
	}
	result.Pushed = true
	return result, r.track(to, o.Branch, at)
}

func openOrInit(o Options, to *remote) (*Repo, error) {
	r, err := Open(o.Dir)
	if !errors.Is(err, ErrNoRepository) {
		return r, err
	}
	return initRepo(o.Dir, o.Branch, to.url)
}

// onBranch is the checked out branch, "" when detached, and its commit. Where it is From, the wanted one is made.
func (r *Repo) onBranch(o Options, heads map[string]hash) (branch string, at hash, err error) {
	want := o.Branch
	branch, at, err = r.store.head()
	if err != nil || branch == want || branch == "" {
		return branch, at, err
	}
	if branch == o.From && !at.isZero() {
		return want, at, r.startBranch(want, at, o.From, heads["refs/heads/"+o.From])
	}
	if at.isZero() { // a new repository on git's default branch
		return want, at, r.checkOut(want)
	}
	return "", at, fmt.Errorf("push %s: branch %s is checked out, not %s: run git switch %s or change spec.repository.branch",
		r.root, branch, want, want)
}

// refuseMoved stops when the remote branch holds commits that this work tree does not build on.
func (r *Repo) refuseMoved(local, theirs hash, to *remote, branch string) error {
	if theirs.isZero() || local == theirs {
		return nil
	}
	if local.isZero() {
		return fmt.Errorf("push to %s: %w: branch %s has commits and this folder has none: clone it and put the platform there",
			to.name, ErrMoved, branch)
	}
	ok, err := r.store.ancestor(theirs, local)
	if err != nil || ok {
		return err
	}
	return r.moved(to, branch)
}

func (r *Repo) moved(to *remote, branch string) error {
	return fmt.Errorf("push to %s: %w: run git pull --rebase --autostash %s %s, then again", to.name, ErrMoved, r.calls(to), branch)
}

func (r *Repo) send(ctx context.Context, to *remote, ref string, at hash, heads map[string]hash) error {
	var have []hash
	for _, h := range heads {
		if _, err := r.store.commit(h); err == nil { // tags and commits that are not here do not help
			have = append(have, h)
		}
	}
	objects, err := r.store.missing(at, have)
	if err != nil {
		return err
	}
	said, err := to.send(ctx, r.store, ref, heads[ref], at, objects)
	if err == nil {
		return nil
	}
	if now, listErr := to.list(ctx, false); listErr == nil && now[ref] != heads[ref] {
		if now[ref] == at {
			return nil // the server took it, and the answer was lost
		}
		return r.moved(to, strings.TrimPrefix(ref, "refs/heads/")) // somebody was faster
	}
	if strings.Contains(err.Error(), "missing necessary objects") && r.isShallow() {
		return fmt.Errorf("push to %s: this clone is shallow, and the remote lacks the history before it: run git fetch --unshallow", to.name)
	}
	return to.explain("push to", err, said)
}

func (r *Repo) isShallow() bool {
	_, err := os.Stat(filepath.Join(commonDir(r.gitDir), "shallow"))
	return err == nil
}

// remotesOf are the user's names for a remote, sorted.
func (r *Repo) remotesOf(to *remote) []string {
	var names []string
	for name, url := range sorted(r.store.remotes()) {
		if sameRepository(url, to.url) {
			names = append(names, name)
		}
	}
	return names
}

// calls is what the user's git calls a remote.
func (r *Repo) calls(to *remote) string {
	return append(r.remotesOf(to), to.name)[0]
}

// track notes where the remote branch is, so that git status is right without a fetch.
func (r *Repo) track(to *remote, branch string, at hash) error {
	for _, name := range r.remotesOf(to) {
		if err := r.writeRef("refs/remotes/"+name+"/"+branch, at.String()); err != nil {
			return fmt.Errorf("note remote branch: %w", err)
		}
	}
	return nil
}
