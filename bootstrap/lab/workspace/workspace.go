// Package workspace runs git on the two repositories of a lab: the folder that a
// participant works in, and the bare one that the lab serves. The lab needs the
// program anyway, to serve.
package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// Workspace is a participant's folder and where its commits go.
type Workspace struct {
	Dir    string // the clone
	Served string // the bare repository
	Branch string // that the agent follows
}

// author makes the commits of exercises.
const author, email = "Slipway Lab", "lab@localhost"

// Head is the commit that the agent is to follow.
func (w Workspace) Head(ctx context.Context) (string, error) {
	out, err := w.git(ctx, w.Served, "rev-parse", "--verify", "refs/heads/"+w.Branch)
	return strings.TrimSpace(out), err
}

// Ready brings the folder to what is served; an error where it holds something
// that is not there.
func (w Workspace) Ready(ctx context.Context) error {
	nested, err := w.nested(ctx)
	if err != nil {
		return err
	}
	if len(nested) > 0 {
		return fmt.Errorf("%s holds a repository of its own in %s; move it out of there, for example with: mv %s ..", w.Dir, nested[0], nested[0])
	}
	changed, err := w.git(ctx, w.Dir, "status", "--porcelain")
	if err != nil {
		return err
	}
	if changed != "" {
		return fmt.Errorf("%s has changes that are not committed:\n%scommit and push them, or put them aside with: git stash --include-untracked", w.Dir, changed)
	}
	if _, err := w.git(ctx, w.Dir, "fetch", "--quiet", w.Served, w.Branch); err != nil {
		return err
	}
	if _, err := w.git(ctx, w.Dir, "checkout", "--quiet", w.Branch); err != nil {
		return err
	}
	if _, err := w.git(ctx, w.Dir, "merge", "--quiet", "--ff-only", "FETCH_HEAD"); err != nil {
		return fmt.Errorf("%s and the lab's Git server have gone different ways; bring them together with: git pull --rebase origin %s: %w", w.Dir, w.Branch, err)
	}
	ahead, err := w.git(ctx, w.Dir, "log", "--oneline", "FETCH_HEAD..HEAD")
	if err == nil && ahead != "" {
		err = fmt.Errorf("%s has commits that are not pushed:\n%spush them with: git push origin %s", w.Dir, ahead, w.Branch)
	}
	return err
}

// Commit commits all that differs in the folder, as the lab, and hands it to the
// served repository directly: its server may be one that does not answer.
func (w Workspace) Commit(ctx context.Context, message string) (string, error) {
	if _, err := w.git(ctx, w.Dir, "add", "--all"); err != nil {
		return "", err
	}
	if _, err := w.git(ctx, w.Dir, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", message); err != nil {
		return "", err
	}
	if _, err := w.git(ctx, w.Dir, "push", "--quiet", "--no-verify", w.Served, "HEAD:refs/heads/"+w.Branch); err != nil {
		return "", err
	}
	return w.follow(ctx)
}

// follow makes the folder know what its origin holds, as after a push to it.
func (w Workspace) follow(ctx context.Context) (string, error) {
	head, err := w.Head(ctx)
	if err == nil {
		_, err = w.git(ctx, w.Dir, "update-ref", "refs/remotes/origin/"+w.Branch, head)
	}
	return head, err
}

// git runs git in a folder. The user's settings hold but for who commits.
func (w Workspace) git(ctx context.Context, dir string, args ...string) (string, error) {
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir, "-c", "core.hooksPath=" + os.DevNull, "-c", "core.quotePath=false"}, args...)...) // #nosec G204 -- no shell
	cmd.Env = append(environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
		"GIT_AUTHOR_NAME="+author, "GIT_AUTHOR_EMAIL="+email, "GIT_COMMITTER_NAME="+author, "GIT_COMMITTER_EMAIL="+email)
	cmd.Stdout, cmd.Stderr = &out, &said
	err := local.RunGroup(ctx, cmd) // as one that is killed leaves its lock in the repository
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("find git: %w: install git and put it on PATH", err)
	case err != nil:
		return "", fmt.Errorf("git %s in %s: %w: %s", args[0], dir, err, strings.TrimSpace(said.String()))
	}
	return out.String(), nil
}

// environ is the user's environment without what git tells its hooks and aliases
// of the repository that they are of: it would be taken for the one of the folder.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY",
			"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_QUARANTINE_PATH"}, name)
	})
}
