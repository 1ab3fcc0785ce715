package git

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// refuseForeign stops when the index holds changes that are not ours: they would get mixed up with the commit.
func (r *Repo) refuseForeign(paths pathSet, head map[string]entry, index []indexed) error {
	var foreign []string
	there := map[string]bool{}
	for _, e := range index {
		there[e.path] = true
		if e.unmerged {
			return fmt.Errorf("commit in %s: %s has merge conflicts: resolve them first", r.root, e.path)
		}
		if !e.intended && !head[e.path].same(e.entry) && !paths.holds(e.path) {
			foreign = append(foreign, e.path)
		}
	}
	for path := range head {
		if !there[path] && !paths.holds(path) {
			foreign = append(foreign, path)
		}
	}
	if len(foreign) > 0 {
		return fmt.Errorf("commit in %s: %w: %s: commit or unstage them first (git restore --staged)", r.root, ErrStaged, some(foreign))
	}
	return r.refuseUnfinished()
}

// refuseUnfinished stops in the middle of a merge or rebase, whose other parent a plain commit would lose.
func (r *Repo) refuseUnfinished() error {
	for file, what := range sorted(map[string]string{
		"MERGE_HEAD": "merge", "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert",
		"rebase-merge": "rebase", "rebase-apply": "rebase",
	}) {
		if _, err := os.Stat(filepath.Join(r.gitDir, file)); err == nil {
			return fmt.Errorf("commit in %s: a %s is under way: finish or abort it first", r.root, what)
		}
	}
	return nil
}

func some(paths []string) string {
	const most = 10
	slices.Sort(paths)
	paths = slices.Compact(paths)
	if len(paths) <= most {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:most], ", "), len(paths)-most)
}
