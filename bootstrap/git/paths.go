package git

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// pathSet is what may be committed: files, and folders with everything in them, relative to the work tree's root.
type pathSet map[string]bool

func newPathSet(root, prefix string, paths []string) (pathSet, error) {
	set := pathSet{}
	for _, p := range paths {
		clean := path.Clean(filepath.ToSlash(p))
		if clean == "." || !filepath.IsLocal(clean) || hasGitDir(clean) {
			return nil, fmt.Errorf("commit %q: not a path inside the platform's folder", p)
		}
		set[prefix+clean] = true
	}
	return set, set.refuseLinkedParents(root)
}

func hasGitDir(p string) bool {
	for part := range strings.SplitSeq(p, "/") {
		if strings.EqualFold(part, ".git") {
			return true
		}
	}
	return false
}

// refuseLinkedParents keeps a symlinked folder from bringing in files that lie elsewhere.
func (s pathSet) refuseLinkedParents(root string) error {
	checked := map[string]bool{}
	for p := range sorted(s) {
		for dir := path.Dir(p); dir != "." && !checked[dir]; dir = path.Dir(dir) {
			checked[dir] = true
			info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(dir)))
			if err == nil && info.Mode()&os.ModeSymlink != 0 {
				return fmt.Errorf("commit %s: its folder %s is a symbolic link", p, dir)
			}
		}
	}
	return nil
}

// holds tells whether a path is one of the set or lies in a folder of it.
func (s pathSet) holds(p string) bool {
	for ; p != "."; p = path.Dir(p) {
		if s[p] {
			return true
		}
	}
	return false
}
