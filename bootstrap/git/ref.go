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

// checkOut makes branch the one that commits go to: it has none yet, or the one that is checked out.
func (r *Repo) checkOut(branch string) error {
	return r.writeRef("HEAD", "ref: refs/heads/"+branch)
}

// startBranch is git switch --create: neither index nor files change. Commits that the branch it is made from has and the
// remote does not, published, go along, as they would come back from there in another shape.
func (r *Repo) startBranch(branch string, at hash, from string, published hash) error {
	if err := r.refuseTaken(branch, at); err != nil {
		return err
	}
	if err := r.writeRef("refs/heads/"+branch, at.String()); err != nil {
		return err
	}
	if err := r.checkOut(branch); err != nil || published.isZero() {
		return err
	}
	if behind, err := r.store.ancestor(published, at); err != nil || !behind {
		return err
	}
	return r.writeRef("refs/heads/"+from, published.String())
}

// refuseTaken stops where a branch of that name is the user's: it has commits that the one to start it at lacks, or another
// work tree is on it. One that is behind loses nothing, and at the same commit it is what a killed run left.
func (r *Repo) refuseTaken(branch string, at hash) error {
	there, err := r.store.branch(branch)
	if err != nil || there.isZero() {
		return err
	}
	behind := there == at
	if !behind && !at.isZero() {
		if behind, err = r.store.ancestor(there, at); err != nil {
			return err
		}
	}
	if !behind {
		return fmt.Errorf("make branch %s: there is one at another commit: run git switch %s, or name another", branch, branch)
	}
	if head := r.otherHead(branch); head != "" {
		return fmt.Errorf("make branch %s: another work tree is on it (%s): name another branch", branch, head)
	}
	return nil
}

// otherHead is the HEAD of another work tree of the repository that is on a branch.
func (r *Repo) otherHead(branch string) string {
	common := commonDir(r.gitDir)
	heads := []string{filepath.Join(common, "HEAD")}
	linked, _ := os.ReadDir(filepath.Join(common, "worktrees")) // there is none where nothing is linked
	for _, dir := range linked {
		heads = append(heads, filepath.Join(common, "worktrees", dir.Name(), "HEAD"))
	}
	for _, head := range heads {
		said, err := os.ReadFile(head)
		if err == nil && strings.TrimSpace(string(said)) == "ref: refs/heads/"+branch && !sameFile(filepath.Dir(head), r.gitDir) {
			return head
		}
	}
	return ""
}

func sameFile(a, b string) bool {
	one, errOne := os.Stat(a)
	two, errTwo := os.Stat(b)
	return errOne == nil && errTwo == nil && os.SameFile(one, two)
}

// writeRef replaces the file of a reference. All but HEAD are shared between linked work trees.
func (r *Repo) writeRef(name, content string) error {
	dir := r.gitDir
	if name != "HEAD" {
		dir = commonDir(r.gitDir)
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { // #nosec G301 -- as git does
		return fmt.Errorf("write git reference: %w", err)
	}
	next, err := os.CreateTemp(r.gitDir, "slipway.ref-*") // another run may write another at this moment
	if err != nil {
		return fmt.Errorf("write git reference %s: %w", name, err)
	}
	_, err = next.WriteString(content + "\n")
	err = errors.Join(err, next.Chmod(0o644), next.Close()) // as git does
	if err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write git reference %s: %w", name, errors.Join(err, os.Remove(next.Name())))
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
