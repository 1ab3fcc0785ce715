package git

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// settings is git's configuration by key, such as user.name: section and key in lower case, the last value where there are
// several.
type settings map[string]string

// settings asks git itself where it is installed, since it alone knows what is included on what condition, and from whose
// repositories settings may be taken. Otherwise the three files are read.
func (r *Repo) settings(ctx context.Context) settings {
	cmd := exec.CommandContext(ctx, "git", "-C", r.root, "config", "--list", "--null")
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { // of a git that may have started this program
		return strings.HasPrefix(v, "GIT_DIR=") || strings.HasPrefix(v, "GIT_WORK_TREE=")
	})
	out, err := cmd.Output()
	if err != nil {
		return r.store.settings()
	}
	s := settings{}
	for item := range strings.SplitSeq(string(out), "\x00") {
		if key, value, given := strings.Cut(item, "\n"); given {
			s[key] = value
		} else if key != "" {
			s[key] = "true" // a key alone
		}
	}
	return s
}

// is reports whether a setting is on.
func (s settings) is(key string) bool {
	return slices.Contains([]string{"true", "yes", "on", "1"}, strings.ToLower(s[key]))
}

// first is the first of the keys that is set.
func (s settings) first(keys ...string) string {
	for _, key := range keys {
		if s[key] != "" {
			return s[key]
		}
	}
	return ""
}
