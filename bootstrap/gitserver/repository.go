package gitserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Init creates the bare repository root/<name>.git with the given default
// branch and returns its path. A repository that exists is left as it is.
func Init(ctx context.Context, root, name, branch string) (string, error) {
	if !ValidName(name) {
		return "", fmt.Errorf("create repository %q: a name is letters, digits, dots, dashes and underscores", name)
	}
	path := filepath.Join(root, name+".git")
	if whole(path) {
		return path, nil
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return "", fmt.Errorf("create repository folder: %w", err)
	}
	cmd := exec.CommandContext(ctx, "git", "init", "--quiet", "--bare", "--template=", "--initial-branch="+branch, path)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + root}, Isolation()...) // nothing of a surrounding git command, nor a credential
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("create repository %s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	return path, nil
}

// whole is whether git init made all of a repository: killed in between, it is to go on.
func whole(path string) bool {
	for _, name := range []string{"HEAD", "config", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(path, name)); err != nil {
			return false
		}
	}
	return true
}

// ValidName also keeps a name from leaving root or from looking like an option.
func ValidName(name string) bool {
	ok, err := regexp.MatchString(`^[A-Za-z0-9_][A-Za-z0-9._-]*$`, name)
	return ok && err == nil
}

// Isolation keeps the user's and the machine's Git settings, such as hooks and
// URL rewriting, out of the repositories served.
func Isolation() []string {
	return []string{"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C"}
}

func gitPath() (string, error) {
	path, err := exec.LookPath("git")
	if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("find git: %w: install git and put it on PATH", err)
	}
	return path, err
}
