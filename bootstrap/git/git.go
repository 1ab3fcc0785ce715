// Package git commits a platform's files and pushes them, and reads back what a commit holds.
//
// It commits a given list of paths and nothing else, pushes fast-forward only, and never forces. go-git is in the files
// gogit*.go; no git program is needed. Commits are signed where the user's git would
// sign them. Hooks are not run. Line ends follow core.autocrlf and .gitattributes; what these send through a filter is
// refused. Split and sparse indexes and SHA-256 repositories are refused by name.
package git

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// What errors.Is finds in the errors of this package.
var (
	ErrNoRepository = errors.New("not a git repository")
	ErrAuth         = errors.New("authentication required")
	ErrForbidden    = errors.New("not allowed")
	ErrNotFound     = errors.New("repository not found, or these credentials may not see it")
	ErrNotGit       = errors.New("what answers there does not speak git")
	ErrUnreachable  = errors.New("not reachable")
	ErrHostKey      = errors.New("host key not trusted")
	ErrDeclined     = errors.New("the server declined")
	ErrMoved        = errors.New("the remote has moved on")
	ErrStaged       = errors.New("other changes are staged")
)

// Repo is the work tree that holds the platform's folder.
type Repo struct {
	store  *store
	root   string // the top of the work tree
	gitDir string
	prefix string // the platform's folder below root: "" or "a/b/"
}

// Open opens the repository that dir is in, at its root or in a folder.
func Open(dir string) (*Repo, error) {
	root, gitDir, prefix, err := locate(dir)
	if err != nil {
		return nil, err
	}
	s, err := openStore(root, gitDir)
	if err != nil {
		return nil, err
	}
	return &Repo{s, root, gitDir, prefix}, nil
}

// Root is the top of the work tree that dir is in, without symbolic links.
func Root(dir string) (string, error) {
	root, _, _, err := locate(dir)
	return root, err
}

// initRepo makes dir a repository with url as its origin, whose first commit will be on branch. It is made aside, since half
// a repository is worse than none.
func initRepo(dir, branch, url string) (*Repo, error) {
	aside := filepath.Join(dir, ".slipway-git")
	if err := os.RemoveAll(aside); err != nil { // a killed run left it
		return nil, fmt.Errorf("create git repository: %w", err)
	}
	s, err := initStore(aside, branch)
	if err == nil {
		err = s.addOrigin(url, branch)
	}
	if err == nil {
		err = os.Rename(filepath.Join(aside, ".git"), filepath.Join(dir, ".git"))
	}
	if err = errors.Join(err, os.RemoveAll(aside)); err != nil {
		return nil, fmt.Errorf("create git repository in %s: %w", dir, err)
	}
	return Open(dir)
}

// locate walks up from dir to the folder with a .git, which in a linked work tree is a file that says where it is.
func locate(dir string) (root, gitDir, prefix string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", "", "", fmt.Errorf("find git repository: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", "", "", fmt.Errorf("find git repository: %w", err)
	}
	for root = dir; ; root = filepath.Dir(root) {
		gitDir = filepath.Join(root, ".git")
		info, err := os.Stat(gitDir)
		if err == nil {
			if !info.IsDir() {
				gitDir, err = linkedDir(root, gitDir)
			}
			return root, gitDir, below(root, dir), err
		}
		if root == filepath.Dir(root) {
			return "", "", "", fmt.Errorf("%s: %w", dir, ErrNoRepository)
		}
	}
}

func linkedDir(root, file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("find git repository: %w", err)
	}
	dir, ok := bytes.CutPrefix(bytes.TrimSpace(data), []byte("gitdir:"))
	if !ok {
		return "", fmt.Errorf("%s: %w", file, ErrNoRepository)
	}
	path := strings.TrimSpace(string(dir))
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	return path, nil
}

func below(root, dir string) string {
	rel, err := filepath.Rel(root, dir)
	if err != nil || rel == "." {
		return ""
	}
	return filepath.ToSlash(rel) + "/"
}

// Head is the branch that is checked out ("" when detached) and its commit ("" when there is none yet).
func (r *Repo) Head() (branch, commit string, err error) {
	branch, at, err := r.store.head()
	if err != nil || at.isZero() {
		return branch, "", err
	}
	return branch, at.String(), nil
}

// ReadFile reads a file of the platform's folder as it is in a commit; errors.Is(err, os.ErrNotExist) when it is not.
func (r *Repo) ReadFile(commit, path string) ([]byte, error) {
	e, err := r.find(commit, r.prefix+path)
	if err != nil {
		return nil, err
	}
	if e.isTree() {
		return nil, fmt.Errorf("read %s of commit %.12s: it is a folder", path, commit)
	}
	return r.store.read("blob", e.hash)
}

// Files lists the files of a commit below a folder of the platform ("" for all of them), sorted, relative to the platform.
func (r *Repo) Files(commit, folder string) ([]string, error) {
	at := strings.Trim(r.prefix+folder, "/")
	e, err := r.find(commit, at)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	files := map[string]entry{}
	if err := r.store.flatten(e.hash, join(at, ""), files); err != nil {
		return nil, err
	}
	var out []string
	for path := range sorted(files) {
		out = append(out, strings.TrimPrefix(path, r.prefix))
	}
	return out, nil
}

func (r *Repo) find(commit, path string) (entry, error) {
	h, err := parseHash(commit)
	if err != nil {
		return entry{}, err
	}
	c, err := r.store.commit(h)
	if err != nil {
		return entry{}, err
	}
	at := entry{mode: modeTree, hash: c.tree}
	for name := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if name == "" {
			continue
		}
		if at, err = r.store.child(at, name); err != nil {
			return entry{}, fmt.Errorf("read %s of commit %.12s: %w", path, commit, err)
		}
	}
	return at, nil
}
