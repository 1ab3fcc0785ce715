package gitweb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
)

// patience is how long git may take for a page.
const patience = 10 * time.Second

// repository is a bare one.
type repository struct{ name, path string }

// open finds a repository by its name, which is a word and leads nowhere else.
func (web *web) open(name string) (repository, error) {
	r := repository{name, filepath.Join(web.root, name+".git")}
	if !gitserver.ValidName(name) {
		return r, errNotFound
	}
	if _, err := os.Stat(filepath.Join(r.path, "HEAD")); err != nil {
		return r, errNotFound
	}
	return r, nil
}

// isCommit accepts whole hashes and nothing that git would look up otherwise.
func isCommit(text string) bool {
	ok, err := regexp.MatchString(`^([0-9a-f]{40}|[0-9a-f]{64})$`, text)
	return ok && err == nil
}

// git runs git and returns what it says, up to so many bytes; cut is whether there
// was more. Arguments are never taken for patterns.
func (r repository) git(ctx context.Context, most int64, args ...string) (out []byte, cut bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", append([]string{"--git-dir=" + r.path, "--no-replace-objects", "-c", "core.quotePath=false"}, args...)...)
	cmd.Dir = r.path
	cmd.Env = append(gitserver.Isolation(), "PATH="+os.Getenv("PATH"), "HOME="+r.path, "GIT_LITERAL_PATHSPECS=1", "GIT_OPTIONAL_LOCKS=0")
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, false, fmt.Errorf("run git: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, false, fmt.Errorf("run git: %w", err)
	}
	out, err = io.ReadAll(io.LimitReader(pipe, most+1))
	if cut = int64(len(out)) > most; cut {
		out = out[:most]
		cancel() // nobody reads the rest
	}
	if ended := cmd.Wait(); !cut {
		err = errors.Join(err, ended)
	}
	if err != nil {
		return nil, false, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, cut, nil
}

// exists is whether a commit is in the repository.
func (r repository) exists(ctx context.Context, commit string) bool {
	if !isCommit(commit) {
		return false
	}
	kind, _, err := r.git(ctx, 100, "cat-file", "-t", commit)
	return err == nil && strings.TrimSpace(string(kind)) == "commit"
}

// records splits what git wrote with a NUL after each field; newlines stand
// between records.
func records(out []byte, fields int) [][]string {
	words := strings.Split(string(out), "\x00")
	var all [][]string
	for ; len(words) > fields; words = words[fields:] {
		words[0] = strings.TrimPrefix(words[0], "\n")
		all = append(all, words[:fields:fields])
	}
	return all
}
