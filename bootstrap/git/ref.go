package git

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// go-git empties a reference's file before it writes it again, and a run that is killed in between leaves a repository
// that git refuses. So references are written here: beside, and then renamed.

// moveBranch moves the checked out branch from the commit it must still be at; zero when it had none.
func (r *Repo) moveBranch(branch string, from, to hash) error {
	on, now, err := r.store.head()
	if err == nil && (on != branch || now != from) {
		err = errors.New("another git command moved it meanwhile; run again")
	}
	if err == nil {
		err = r.writeRef("refs/heads/"+branch, to.String())
	}
	if err != nil {
		return fmt.Errorf("move branch %s: %w", branch, err)
	}
	return nil
}

// checkOutUnborn makes branch the one that the first commit goes to.
func (r *Repo) checkOutUnborn(branch string) error {
	return r.writeRef("HEAD", "ref: refs/heads/"+branch)
}

// writeRef replaces the file of a reference. All but HEAD are shared between linked work trees.
func (r *Repo) writeRef(name, content string) error {
	dir := r.gitDir
	if name != "HEAD" {
		dir = commonDir(r.gitDir)
	}
	path, next := filepath.Join(dir, filepath.FromSlash(name)), filepath.Join(r.gitDir, "slipway.ref")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { // #nosec G301 -- as git does
		return fmt.Errorf("write git reference: %w", err)
	}
	err := os.WriteFile(next, []byte(content+"\n"), 0o644) // #nosec G306 -- as git does
	if err == nil {
		err = os.Rename(next, path)
	}
	if err != nil {
		return fmt.Errorf("write git reference %s: %w", name, err)
	}
	return nil
}

// commonDir is the folder that a linked work tree shares with the main one.
func commonDir(gitDir string) string {
	data, err := os.ReadFile(filepath.Join(gitDir, "commondir"))
	if err != nil {
		return gitDir // the main work tree
	}
	dir := strings.TrimSpace(string(data))
	if filepath.IsAbs(dir) {
		return dir
	}
	return filepath.Join(gitDir, dir)
}
