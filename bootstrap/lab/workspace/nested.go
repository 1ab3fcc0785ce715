package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// nested are the repositories of their own that lie in the folder, by their paths in
// it. Git keeps none of their files, and git clean passes them over.
func (w Workspace) nested(ctx context.Context) (paths []string, err error) {
	out, err := w.git(ctx, w.Dir, "ls-files", "--others", "--exclude-standard", "-z")
	for name := range strings.SplitSeq(out, "\x00") {
		if path, is := strings.CutSuffix(name, "/"); is {
			paths = append(paths, path)
		}
	}
	return paths, err
}

// setAside moves them into the folder's Git, whole, and says how each comes back.
func (w Workspace) setAside(ctx context.Context) (told []string, err error) {
	paths, err := w.nested(ctx)
	if err != nil || len(paths) == 0 {
		return nil, err
	}
	aside, err := w.gitPath(ctx, "aside")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(aside, 0o755); err != nil { // #nosec G301 -- as git makes its folders
		return nil, fmt.Errorf("set aside what lies in %s: %w", w.Dir, err)
	}
	for _, path := range paths {
		to, err := free(filepath.Join(aside, filepath.Base(path)))
		if err == nil {
			err = os.Rename(filepath.Join(w.Dir, filepath.FromSlash(path)), to)
		}
		if err != nil {
			return told, fmt.Errorf("set aside the repository %s: %w", path, err)
		}
		told = append(told, fmt.Sprintf("the repository %s, which lay in the folder, is kept: git -C '%s' status", path, to))
	}
	return told, nil
}

// free is a path at which nothing is: itself, or with a number.
func free(path string) (string, error) {
	for n, at := 2, path; ; n++ {
		_, err := os.Lstat(at)
		if errors.Is(err, fs.ErrNotExist) {
			return at, nil
		}
		if err != nil {
			return "", err
		}
		at = fmt.Sprintf("%s-%d", path, n)
	}
}
